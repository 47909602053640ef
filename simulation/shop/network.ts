import type { Patience } from '../../lambda/aws/client-options.ts';
import type { Context } from '../engine/context.ts';
import type { Service } from '../engine/faults.ts';
import { subjectOf } from '../engine/trace.ts';

/** An execution environment of a function, as Lambda keeps them: one invocation at a time, until it crashes. */
export type ExecutionEnvironment = {
  /** Such as `barista 3`. */
  readonly name: string;
  /** Milliseconds that its clock is ahead. */
  readonly skew: number;
  /** Which of its invocations is under way, as `barista 3/17`. */
  caller: string;
  /** Services that a call of this invocation has failed with. */
  readonly failedWith: Set<Service>;
  alive: boolean;
  /** Ends it at once, in the middle of whatever it does. */
  kill(why: string): void;
};

/** A call that did not succeed, for a reason that has nothing to do with what was asked for. */
export class CallFailed extends Error {
  constructor(code: string) {
    super(`the service should answer, got ${code}`);
    this.name = code;
  }
}

const FASTEST = 2;
const SLOWEST = 20;
const PAUSE = 50;
const LATEST = 90_000;
const REFUSALS: Readonly<Record<string, string>> = {
  throttled: 'ThrottlingException',
  error: 'InternalError',
  refused: 'ECONNREFUSED',
};

/** The `send` of an environment's clients: to the models and back in virtual time, with whatever happens on the way. */
export const createNetwork = (
  { scheduler, random, faults, trace }: Context,
  execute: (service: Service, command: unknown, caller: string) => unknown,
) => {
  const { after } = scheduler;
  const latency = (): number => random.between(FASTEST, SLOWEST);
  const nameOf = (command: unknown): string => Object(command).constructor.name.replace(/Command$/, '');

  const call = (
    service: Service,
    command: unknown,
    environment: ExecutionEnvironment,
    { milliseconds }: Patience,
    settle: {
      readonly done: (answer: unknown) => void;
      readonly refused: (error: unknown) => void;
      readonly failed: (code: string) => void;
    },
  ): void => {
    const fault = faults.ofCall(service);
    const { caller } = environment;
    const note = (what: string): void =>
      trace.step(() => `${caller}  ${nameOf(command)} ${subjectOf(command)} ${what}`);
    if (fault) {
      trace.count(fault);
      environment.failedWith.add(service);
    }

    const settled = (tell: () => void, when: number): void =>
      after(when, () => {
        if (!environment.alive) return;
        tell();
      });

    const carryOut = (answered: boolean): void => {
      try {
        const answer = execute(service, command, caller);
        note(fault ?? 'done');
        if (answered) settled(() => settle.done(answer), latency());
      } catch (error) {
        note(`refused: ${error instanceof Error ? error.name : String(error)}`);
        if (answered) settled(() => settle.refused(error), latency());
      }
    };
    const fail = (code: string, when: number): void => {
      note(code);
      settled(() => settle.failed(code), when);
    };

    if (fault === undefined) after(latency(), () => carryOut(true));
    else if (fault === 'crash before') environment.kill(fault);
    else if (fault === 'crash after')
      after(latency(), () => {
        carryOut(false);
        environment.kill(fault);
      });
    else if (fault in REFUSALS) fail(REFUSALS[fault] ?? fault, latency());
    else {
      if (fault === 'unseen') after(latency(), () => carryOut(false));
      if (fault === 'late') after(milliseconds + random.between(0, LATEST), () => carryOut(false));
      fail('TimeoutError', milliseconds);
    }
  };

  /** A client's `send`, with the retries of the SDK. */
  return (service: Service, environment: ExecutionEnvironment, patience: Patience) =>
    (command: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const attempt = (left: number): void => {
          if (!environment.alive) return;
          call(service, command, environment, patience, {
            done: resolve,
            refused: reject,
            failed: (code) => {
              if (left === 0) reject(new CallFailed(code));
              else after(random.between(0, PAUSE), () => attempt(left - 1));
            },
          });
        };
        attempt(patience.attempts - 1);
      });
};

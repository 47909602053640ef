import type { ClientTimeout } from '../../lambda/aws/client-options.ts';
import type { Context } from '../engine/context.ts';
import type { CallFault, Service } from '../engine/faults.ts';
import type { ExecutionEnvironment } from '../models/invocation.ts';
import { subjectOfCommand } from '../models/subject.ts';

/** Runs a command on the model of a service. Throws what the SDK throws. */
export type Execute = (service: Service, command: unknown, caller: string) => unknown;

/** One attempt of a client to call a service. */
type Call = {
  readonly service: Service;
  readonly command: unknown;
  readonly environment: ExecutionEnvironment;
  /** How long the client waits for the answer. */
  readonly milliseconds: number;
  readonly isLastTry: boolean;
  readonly onAnswer: (answer: unknown) => void;
  /** The service refused the command. The SDK does not retry it. */
  readonly onRefusal: (error: unknown) => void;
  /** The call failed. The SDK retries it. */
  readonly onFailure: (code: string) => void;
};

/** A call that failed for a reason that has nothing to do with its command. */
class CallFailed extends Error {
  constructor(code: string) {
    super(`the service should answer, got ${code}`);
    this.name = code;
  }
}

/** The `send` of the clients in an execution environment: calls in virtual time, with faults, and with the retries of the SDK. */
export const createNetwork = (context: Context, execute: Execute) => {
  const { scheduler, random } = context;
  const call = createCall(context, execute);
  return (service: Service, environment: ExecutionEnvironment, { attempts, milliseconds }: ClientTimeout) =>
    (command: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const attempt = (retriesLeft: number): void => {
          if (!environment.alive) return;
          const onFailure = (code: string): void => {
            if (retriesLeft === 0) reject(new CallFailed(code));
            else scheduler.after(random.between(0, MOST_RETRY_DELAY), () => attempt(retriesLeft - 1));
          };
          call({
            service,
            command,
            environment,
            milliseconds,
            isLastTry: retriesLeft === 0,
            onAnswer: resolve,
            onRefusal: reject,
            onFailure,
          });
        };
        attempt(attempts - 1);
      });
};

/** Milliseconds. */
const LEAST_LATENCY = 2;
const MOST_LATENCY = 20;
const MOST_RETRY_DELAY = 50;
const MOST_LATENESS = 90_000;

/** The error codes of calls that fail at once. */
const ERROR_CODES: Readonly<Partial<Record<CallFault, string>>> = {
  throttled: 'ThrottlingException',
  error: 'InternalError',
  refused: 'ECONNREFUSED',
};

const createCall = ({ scheduler, random, faults, trace }: Context, execute: Execute) => {
  const { after } = scheduler;
  const latency = (): number => random.between(LEAST_LATENCY, MOST_LATENCY);

  return (call: Call): void => {
    const { service, command, environment, milliseconds, isLastTry, onAnswer, onRefusal, onFailure } = call;
    const { caller } = environment;
    const fault = faults.nextCallFault(service);
    if (fault) {
      trace.count(fault);
      environment.failedWith.add(service);
    }

    const addStep = (outcome: string): void =>
      trace.addStep(() => `${caller}  ${nameOf(command)} ${subjectOfCommand(command)} ${outcome}`);
    /** A process that ended gets no answer. */
    const reply = (deliver: () => void, delay: number): void =>
      after(delay, () => {
        if (environment.alive) deliver();
      });
    /** @param answersAfter milliseconds until the answer; nothing if it never arrives */
    const takeEffect = (answersAfter?: number): void => {
      try {
        const answer = execute(service, command, caller);
        addStep(fault ?? 'done');
        if (answersAfter !== undefined) reply(() => onAnswer(answer), answersAfter);
      } catch (error) {
        addStep(`refused: ${error instanceof Error ? error.name : String(error)}`);
        if (answersAfter !== undefined) reply(() => onRefusal(error), answersAfter);
      }
    };
    const fail = (code: string, delay: number): void => {
      addStep(code);
      reply(() => onFailure(code), delay);
    };
    const takeEffectUnseen = (delay: number): void => after(delay, () => takeEffect());

    switch (fault) {
      case undefined:
        after(latency(), () => takeEffect(latency()));
        return;
      case 'crash before':
        environment.kill(fault);
        return;
      case 'crash after':
        after(latency(), () => {
          takeEffect();
          environment.kill(fault);
        });
        return;
      case 'answer lost':
      case 'stalled':
        takeEffectUnseen(latency());
        fail('TimeoutError', milliseconds);
        return;
      case 'trickled':
        if (isLastTry) {
          takeEffect(milliseconds - 1);
          return;
        }
        takeEffectUnseen(latency());
        fail('TimeoutError', milliseconds);
        return;
      case 'late effect':
        takeEffectUnseen(milliseconds + random.between(0, MOST_LATENESS));
        fail('TimeoutError', milliseconds);
        return;
      case 'request lost':
        fail('TimeoutError', milliseconds);
        return;
      default:
        fail(ERROR_CODES[fault] ?? fault, latency());
    }
  };
};

const nameOf = (command: unknown): string => Object(command).constructor.name.replace(/Command$/, '');

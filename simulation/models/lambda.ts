import type { Context } from '../engine/context.ts';
import type { ExecutionEnvironment, Invocation } from './invocation.ts';

type InvocationContext = { getRemainingTimeInMillis(): number };
type Handler<Event, Answer> = (event: Event, context: InvocationContext) => Promise<Answer>;

export type FunctionDeclaration<Event, Answer> = {
  readonly name: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Runs the function's module in a new execution environment. */
  readonly load: (environment: ExecutionEnvironment) => Handler<Event, Answer>;
  readonly onBegin: (environment: ExecutionEnvironment) => void;
  readonly onEnd: (caller: string, environment: ExecutionEnvironment) => void;
};

/** An execution environment with the handler that it loaded. */
type Instance<Event, Answer> = {
  readonly environment: ExecutionEnvironment;
  readonly handler: Handler<Event, Answer>;
  onKill: () => void;
};

/** One Lambda function. It reuses idle execution environments and kills one that exceeds the timeout. */
export const createLambda = <Event, Answer>(context: Context, declaration: FunctionDeclaration<Event, Answer>) => {
  const { scheduler, trace } = context;
  const { timeout, onBegin, onEnd } = declaration;
  const startInstance = createInstances(context, declaration);
  const idle: Instance<Event, Answer>[] = [];
  let invocations = 0;

  const killAtTimeout = (environment: ExecutionEnvironment, caller: string): void =>
    scheduler.after(timeout, () => {
      if (environment.caller !== caller || !environment.alive) return;
      trace.count('killed at timeout');
      environment.kill('timeout');
    });

  return (event: Event): Promise<Invocation<Answer>> =>
    new Promise((resolve) => {
      const instance = idle.pop() ?? startInstance();
      const { environment, handler } = instance;
      invocations += 1;
      const caller = `${environment.name}/${invocations}`;
      environment.caller = caller;
      environment.failedWith.clear();
      onBegin(environment);
      instance.onKill = () => {
        onEnd(caller, environment);
        resolve({ kind: 'crashed' });
      };
      const complete = (invocation: Invocation<Answer>): void => {
        if (!environment.alive) return;
        environment.caller = '';
        onEnd(caller, environment);
        idle.push(instance);
        resolve(invocation);
      };
      killAtTimeout(environment, caller);
      const deadline = scheduler.now() + timeout;
      handler(event, { getRemainingTimeInMillis: () => deadline - scheduler.now() }).then(
        (answer) => complete({ kind: 'answered', answer, environment }),
        (error) => complete({ kind: 'failed', error }),
      );
    });
};

/** Most milliseconds that a clock is wrong. Two clocks differ by less than the margin of a lease. */
const MOST_SKEW = 2000;

const createInstances = <Event, Answer>(
  { random, trace, happens }: Context,
  { name, load }: FunctionDeclaration<Event, Answer>,
) => {
  let started = 0;
  return (): Instance<Event, Answer> => {
    started += 1;
    const environment: ExecutionEnvironment = {
      name: `${name} ${started}`,
      skew: happens('clock skew') ? random.between(-MOST_SKEW, MOST_SKEW) : 0,
      caller: '',
      failedWith: new Set(),
      alive: true,
      kill: (reason) => {
        if (!environment.alive) return;
        environment.alive = false;
        trace.addStep(() => `${environment.caller}  ends: ${reason}`);
        instance.onKill();
      },
    };
    const instance: Instance<Event, Answer> = { environment, handler: load(environment), onKill: () => undefined };
    return instance;
  };
};

import type { Context } from '../engine/context.ts';
import type { ExecutionEnvironment } from '../shop/network.ts';

export type Invocation<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly environment: ExecutionEnvironment }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'crashed' };

type InvocationContext = { getRemainingTimeInMillis(): number };
type Handler<Event, Answer> = (event: Event, context: InvocationContext) => Promise<Answer>;

/** Clocks are apart by less than this in all: less than a lease has to spare. */
const MOST_SKEW = 2000;

/** Lambda as it keeps one function: an environment works one invocation at a time, is used again, and ends at a timeout. */
export const createLambda = <Event, Answer>(
  { scheduler, random, trace, chance }: Context,
  {
    name,
    timeout,
    load,
    onBegin,
    onEnd,
  }: {
    readonly name: string;
    readonly timeout: number;
    /** What the function's module does when an environment starts. */
    readonly load: (environment: ExecutionEnvironment) => Handler<Event, Answer>;
    readonly onBegin: (environment: ExecutionEnvironment) => void;
    readonly onEnd: (caller: string, environment: ExecutionEnvironment) => void;
  },
) => {
  type Loaded = {
    readonly environment: ExecutionEnvironment;
    readonly handler: Handler<Event, Answer>;
    ended: () => void;
  };
  const idle: Loaded[] = [];
  let environments = 0;
  let invocations = 0;

  const start = (): Loaded => {
    environments += 1;
    const environment: ExecutionEnvironment = {
      name: `${name} ${environments}`,
      skew: chance('clock skew') ? random.between(-MOST_SKEW, MOST_SKEW) : 0,
      caller: '',
      failedWith: new Set(),
      alive: true,
      kill: (why) => {
        if (!environment.alive) return;
        environment.alive = false;
        trace.step(() => `${environment.caller}  ends: ${why}`);
        loaded.ended();
      },
    };
    const loaded: Loaded = { environment, handler: load(environment), ended: () => undefined };
    return loaded;
  };

  return (event: Event): Promise<Invocation<Answer>> =>
    new Promise((resolve) => {
      const loaded = idle.pop() ?? start();
      const { environment, handler } = loaded;
      invocations += 1;
      const caller = `${environment.name}/${invocations}`;
      environment.caller = caller;
      environment.failedWith.clear();
      onBegin(environment);
      loaded.ended = () => {
        onEnd(caller, environment);
        resolve({ kind: 'crashed' });
      };
      const deadline = scheduler.now() + timeout;
      const settled = (invocation: Invocation<Answer>): void => {
        if (!environment.alive) return;
        environment.caller = '';
        onEnd(caller, environment);
        idle.push(loaded);
        resolve(invocation);
      };
      scheduler.after(timeout, () => {
        if (environment.caller !== caller || !environment.alive) return;
        trace.count('killed at the timeout');
        environment.kill('timeout');
      });
      handler(event, { getRemainingTimeInMillis: () => deadline - scheduler.now() }).then(
        (answer) => settled({ kind: 'answered', answer, environment }),
        (error) => settled({ kind: 'failed', error }),
      );
    });
};

import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import type { WorkLink } from './thread-messages.ts';
import { type WorkFault, workFaultSchema } from './work.ts';

/** The message that a function publishes before it works an order. */
const messageSchema = v.object({ orderId: v.string(), waitFor: v.function(), giveUp: v.function() });
type Message = v.InferOutput<typeof messageSchema>;

const answerSchema = v.object({ orderId: v.string(), fault: v.optional(workFaultSchema) });

const SLOW_MILLISECONDS = 10_000;
/** What slow work leaves of the function's time, to record the order. */
const RESERVE_MILLISECONDS = 1000;

/** Injects faults into the work of this thread's function. While no fault is set, an order costs one look at shared memory. */
export const injectWorkFaults = ({ channel, active, port }: WorkLink, remainingMilliseconds: () => number): void => {
  const flag = new Int32Array(active);
  const asking = new Map<string, (fault: WorkFault | undefined) => void>();

  port.on('message', (answer: unknown) => {
    const { orderId, fault } = v.parse(answerSchema, answer);
    asking.get(orderId)?.(fault);
    asking.delete(orderId);
  });

  const ask = (orderId: string): Promise<WorkFault | undefined> =>
    new Promise((resolve) => {
      asking.set(orderId, resolve);
      port.postMessage(orderId);
    });

  const work = async (message: Message): Promise<void> => {
    const fault = await ask(message.orderId);
    switch (fault?.mode) {
      case 'slow':
        await delay(fault.milliseconds ?? Math.min(SLOW_MILLISECONDS, remainingMilliseconds() - RESERVE_MILLISECONDS));
        return;
      case 'failing':
        throw new Error('the work should succeed, got an injected failure');
      case 'permanent':
        message.giveUp('injected', 'the work should succeed, got an injected permanent failure');
        return;
      case 'crash':
        process.exit(1); // ends this thread only, with the lines that it has not sent yet
    }
  };

  subscribe(channel, (published) => {
    if (Atomics.load(flag, 0) === 0) return;
    const message = v.parse(messageSchema, published);
    message.waitFor(work(message));
  });
};

import { MessageChannel } from 'node:worker_threads';
import * as v from 'valibot';
import type { LogLine } from './function.ts';
import type { WorkLink } from './thread-messages.ts';

/**
 * `slow`: the work waits first. `failing`: this attempt fails. `permanent`: the work fails for good. `crash`: the thread of the
 * function ends, in the middle of its batch.
 */
export const workModes = ['slow', 'failing', 'permanent', 'crash'] as const;

/** What happens to the work on an order. Without milliseconds, slow work lasts 10 s, or as long as its function has time. */
export const workFaultSchema = v.object({ mode: v.picklist(workModes), milliseconds: v.optional(v.number()) });
export type WorkFault = v.InferOutput<typeof workFaultSchema>;

/** A fault, and for how many more orders. */
export type WorkState = WorkFault & { readonly orders: number };

/** Faults of the work on orders, for all instances of all functions. */
export type Work = {
  /** Injects a fault into the next orders. Each of them counts once, at its first attempt. */
  begin(fault: WorkState): void;
  end(): void;
  /** The fault and the number of orders that are left, or `null`. */
  state(): WorkState | null;
  /** The link of a new thread to these faults. */
  link(): WorkLink;
};

/**
 * Creates the faults of functions that publish on a diagnostics channel before they work an order. The count is here, and not in the
 * threads, so that it is exact: an order is counted before its thread can crash.
 *
 * @param channel the name of that channel
 */
export const createWork = (channel: string, onLog: (line: LogLine) => void): Work => {
  const active = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const flag = new Int32Array(active);
  const hit = new Set<string>();
  let current: WorkState | null = null;

  const set = (next: WorkState | null): void => {
    current = next;
    Atomics.store(flag, 0, next ? 1 : 0);
  };

  const take = (orderId: string): WorkFault | undefined => {
    if (!current || hit.has(orderId)) return undefined;
    hit.add(orderId);
    const { orders, ...fault } = current;
    set(orders > 1 ? { ...fault, orders: orders - 1 } : null);
    onLog({
      function: 'local',
      level: 'warn',
      message: { event: 'work.fault', mode: fault.mode, ordersLeft: orders - 1 },
    });
    return fault;
  };

  return {
    begin: (fault) => {
      hit.clear();
      set(fault);
    },
    end: () => set(null),
    state: () => current,
    link: () => {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', (orderId: unknown) => port1.postMessage({ orderId, fault: take(String(orderId)) }));
      return { channel, active, port: port2 };
    },
  };
};

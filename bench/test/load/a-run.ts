import type { Look } from '../../load/follow.ts';
import type { Run, SentOrder } from '../../load/run.ts';

export const STARTED_AT = Date.parse('2026-01-01T00:00:00Z');

/** Order n of a run of one order per second, accepted 100 ms after it was due. */
export const sentOrder = (n: number, fields: Partial<SentOrder> = {}): SentOrder => ({
  ...{ dueAt: 1000 * n, lag: 1, took: 100, retried: [], answer: '202' },
  accepted: { orderId: `order ${n}`, placedAt: STARTED_AT + 1000 * n + 50 },
  ...fields,
});

export const readyAt = (milliseconds: number, version = 3): Look => ({
  ...{ kind: 'record', status: 'READY', version },
  updatedAt: STARTED_AT + milliseconds,
});

/** A run of ten orders, each READY half a second after it was accepted. A test names only the fields that it varies. */
export const aRun = (fields: Partial<Run> = {}): Run => ({
  options: {
    ...{ shop: { port: 3000 }, rate: 1, durationSeconds: 10, tabs: 0, outageSeconds: 0, key: false, json: false },
  },
  ...{ url: 'http://127.0.0.1:3000', startedAt: STARTED_AT, planned: 10, board: [], interrupted: false },
  orders: Array.from({ length: 10 }, (_, n) => sentOrder(n)),
  looks: new Map(Array.from({ length: 10 }, (_, n) => [`order ${n}`, readyAt(1000 * n + 550)])),
  ...fields,
});

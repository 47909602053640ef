import { costOf, GB, type Line } from './usage.ts';

/** How a design does the same job: it takes an order, records it, makes it and announces it, in full batches of ten. */
export type Peer = {
  readonly name: string;
  /** Calls of the worker for a batch of ten orders, as `npm run bench` counts them. docs/performance.md has the same numbers. */
  readonly calls: {
    readonly PutItem: number;
    readonly UpdateItem: number;
    readonly Publish: number;
    readonly PublishBatch: number;
  };
  /** Log bytes per order, of the worker. */
  readonly logBytes: number;
};

export const peers: readonly Peer[] = [
  {
    name: 'two plain writes (bare handler)',
    calls: { PutItem: 10, UpdateItem: 0, Publish: 0, PublishBatch: 1 },
    logBytes: 159,
  },
  {
    name: "Powertools' idempotency",
    calls: { PutItem: 20, UpdateItem: 10, Publish: 10, PublishBatch: 0 },
    logBytes: 417,
  },
];

const BATCH = 10;
/** Log bytes per order of the bare cashier, which takes the orders of all peers. */
const CASHIER_LOG_BYTES = 193;

/** What AWS charges for one order of a peer, with the same prices. Compute, traces and storage are left out. */
export const peerLines = ({ calls, logBytes }: Peer): readonly Line[] => {
  const line = (what: string, meter: Line['meter'], quantity: number): Line => ({
    step: 'order',
    what,
    meter,
    quantity,
  });
  return [
    line('POST /orders', 'api-call', 1),
    line('functions', 'lambda-request', 1 + 1 / BATCH),
    line('send, receive, delete', 'queue-request', 1 + 2 / BATCH),
    line('writes of the cashier and the worker', 'table-write', 1 + (calls.PutItem + calls.UpdateItem) / BATCH),
    line('announcements', 'publish', (calls.Publish + calls.PublishBatch) / BATCH),
    line('log lines', 'log-gb', (logBytes + CASHIER_LOG_BYTES) / GB),
  ];
};

export const peerUsd = (peer: Peer): number => costOf(peerLines(peer));

const PEER_METERS: readonly Line['meter'][] = ['api-call', 'lambda-request', 'queue-request', 'table-write', 'publish'];

/** The lines of our order that stand for the same parts as those of a peer. */
export const comparableLines = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(
    ({ step, what, meter }) =>
      step === 'order' && (PEER_METERS.includes(meter) || (meter === 'log-gb' && what.startsWith('log line'))),
  );

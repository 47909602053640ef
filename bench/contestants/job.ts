/** The work on an order. The bench passes it in: it takes no time, and the bench sees which orders are worked. */
export type Prepare = (order: { readonly orderId: string }) => Promise<void>;

declare global {
  var bench: { readonly prepare: Prepare };
}

export const prepare: Prepare = (order) => globalThis.bench.prepare(order);

/** An accepted order. Peers do not check the content of its lines: only our product knows it. */
export type Order = {
  readonly number: string;
  readonly customer: { readonly name: string; readonly email: string };
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly totalCents: number;
  readonly currency: string;
};

export type OrderMessage = {
  readonly v: number;
  readonly type: string;
  readonly orderId: string;
  readonly placedAt: string;
  readonly requestHash: string;
  readonly order: Order;
};

/** The record of a finished order. */
export const readyItem = ({ orderId, placedAt, requestHash, order }: OrderMessage) => ({
  ...order,
  ...{ orderId, placedAt, requestHash },
  status: 'READY',
  version: 1,
  updatedAt: new Date().toISOString(),
});

/** The event that tells others of a finished order. */
export const readyEvent = ({ orderId, order: { number } }: OrderMessage): string =>
  JSON.stringify({ v: 1, type: 'order.ready', orderId, number, status: 'READY', at: new Date().toISOString() });

export const EVENT_ATTRIBUTES = { type: { DataType: 'String', StringValue: 'order.ready' } } as const;

/** The value of an environment variable. @throws Error if it is missing */
export const variable = (name: string): string => {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} should be set, got nothing`);
};

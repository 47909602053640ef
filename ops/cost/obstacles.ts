import { costOf, type Line } from './usage.ts';

/** Costs above the floor with the same reason. */
export type Obstacle = { readonly name: string; readonly why: string; readonly is: (line: Line) => boolean };

const hasMeter =
  (...meters: readonly Line['meter'][]) =>
  ({ meter }: Line): boolean =>
    meters.includes(meter);
const writes =
  (what: string) =>
  (line: Line): boolean =>
    line.what === what && line.meter === 'table-write';

/** What stands between the floor and the bill. Each line above the floor belongs to one of them. */
export const obstacles: readonly Obstacle[] = [
  {
    name: 'The lanes of the board',
    why: 'a change of an index key is two writes; with only one lane, ready orders would hide waiting ones',
    is: hasMeter('index-write'),
  },
  {
    name: 'The record of PLACED',
    why: 'customers can read and cancel an order at once, and a repeated idempotency key finds it',
    is: writes('record PLACED'),
  },
  {
    name: 'The record of the mailed version',
    why: 'an event that is delivered twice causes only one mail',
    is: writes('attribute mailed'),
  },
  { name: 'WAF', why: 'one address cannot use up the limits of the API', is: hasMeter('firewall-request') },
  {
    name: 'Log lines',
    why: 'alarms and `ops order trace` read one line of each function and one of the API; Lambda adds more than half of a line',
    is: hasMeter('log-gb', 'log-gb-month'),
  },
  {
    name: 'Kept records',
    why: 'an order can be read for 60 days, and the table can be restored',
    is: hasMeter('table-gb-month', 'recovery-gb-month'),
  },
  {
    name: 'Time of the functions',
    why: 'GB-seconds; the floor counts invocations only',
    is: hasMeter('lambda-gb-second'),
  },
  {
    name: 'The fair queue',
    why: 'a customer with many orders does not delay the others',
    is: hasMeter('fair-request'),
  },
  {
    name: 'Traces',
    why: 'X-Ray traces one call of a hundred, and one batch of twenty, which has no setting',
    is: hasMeter('trace'),
  },
  {
    name: 'The event order.preparing',
    why: 'subscribers see that the work on an order has begun',
    is: ({ what }) => what === 'event order.preparing',
  },
  { name: 'Answers', why: 'the customer gets the order with its number and price', is: hasMeter('gb-out') },
];

/** The costs above the floor by their reason, in USD for one order, the largest first. */
export const groupObstacles = (above: readonly Line[]) =>
  obstacles
    .map(({ name, why, is }) => ({ name, why, usd: costOf(above.filter(is)) }))
    .filter(({ usd }) => usd > 0)
    .toSorted((a, b) => b.usd - a.usd);

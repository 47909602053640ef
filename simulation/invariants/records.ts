import { number, type Report, text, type Write } from './order-history.ts';

/** Who may take an order from which status to which. */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  cashier: [' PLACED'],
  barista: [
    ' PREPARING',
    'PLACED PREPARING',
    'STUCK PREPARING',
    'PREPARING PREPARING',
    'PREPARING READY',
    'PREPARING PLACED',
    'PREPARING STUCK',
  ],
  counter: ['PLACED CANCELLED', 'STUCK CANCELLED', 'READY COLLECTED'],
};

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export const isTransition = ({ before, after }: Write): boolean =>
  number(before, 'version') !== number(after, 'version');

/** Every record's statuses by version: what may be told (P4), and which transitions were made (P2). */
export const createRecords = (report: Report) => {
  const statuses = new Map<string, string[]>();
  const orderIds: string[] = [];

  const check = (write: Write): void => {
    const { orderId, before, after, caller } = write;
    const [from, to] = [text(before, 'status'), text(after, 'status')];
    const actor = caller.split(' ')[0] ?? '';
    if (before && text(before, 'requestHash') !== text(after, 'requestHash'))
      report('P6', orderId, 'a record should stay that of its order, got the requestHash of another');
    if (!isTransition(write) && (from !== to || actor !== 'receipts'))
      report('P4', orderId, `a transition should raise the version, got '${from}' to '${to}' by ${actor}`);
    if (isTransition(write) && !TRANSITIONS[actor]?.includes(`${from} ${to}`))
      report('P2', orderId, `${actor} should make transitions of its own, got '${from}' to '${to}'`);
    if (isTransition(write) && number(after, 'version') !== number(before, 'version') + 1)
      report('P4', orderId, `a transition should raise the version by one, got ${number(after, 'version')}`);
  };

  return {
    orderIds,
    wrote: (write: Write): void => {
      check(write);
      const { orderId, after } = write;
      const ofOrder = statuses.get(orderId) ?? [];
      if (ofOrder.length === 0) orderIds.push(orderId);
      ofOrder[number(after, 'version')] = text(after, 'status');
      statuses.set(orderId, ofOrder);
    },
    /** P4: an event tells of what was recorded, at the version at which it was. */
    told: ({
      orderId,
      version,
      status,
    }: {
      readonly orderId: string;
      readonly version: number;
      readonly status: string;
    }): void => {
      if (statuses.get(orderId)?.[version] !== status)
        report('P4', orderId, `${status} at version ${version} should be on record when it is announced`);
    },
    /** P7: a log line names nobody, and no order in clear. */
    logged: (line: string): void => {
      const named = line.match(UUID)?.find((id) => statuses.has(id));
      if (named || line.includes('@')) report('P7', named ?? '', `a log line should name nobody, got ${line}`);
    },
  };
};

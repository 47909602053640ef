import { isTransition, number, text, type Write } from './order-history.ts';
import type { Report } from './violation.ts';

export type RecordedStatus = { readonly orderId: string; readonly version: number; readonly status: string };

/** The statuses of every record by version: which transitions are allowed (P2), and what may be announced (P4). */
export const createRecords = (report: Report) => {
  const statuses = new Map<string, string[]>();

  return {
    observeWrite: (write: Write): void => {
      checkWrite(write, report);
      const { orderId, after } = write;
      const byVersion = statuses.get(orderId) ?? [];
      byVersion[number(after, 'version')] = text(after, 'status');
      statuses.set(orderId, byVersion);
      if (!isTransition(write)) checkMailed(write, byVersion, report);
    },
    /** P4: the record had this status at this version. */
    observeEvent: ({ orderId, version, status }: RecordedStatus): void => {
      if (statuses.get(orderId)?.[version] !== status)
        report('P4', orderId, `${status} at version ${version} should be recorded before it is announced`);
    },
    /** P7: a log line holds no e-mail address and no order id. */
    observeLog: (line: string): void => {
      const named = line.match(UUID)?.find((id) => statuses.has(id));
      if (named || line.includes('@'))
        report('P7', named ?? '', `a log line should hold no e-mail address and no order id, got ${line}`);
    },
  };
};

/** Which function may make which transition. Written from the design, not from the table in lambda/order. */
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
  operator: [' STUCK', 'PLACED STUCK', 'PREPARING STUCK'],
  counter: ['PLACED CANCELLED', 'STUCK CANCELLED', 'READY COLLECTED'],
};

/** P4: `mailed` is the version of the last mail. It only rises, up to a version that customers are mailed about. */
const checkMailed = ({ orderId, before, after }: Write, statuses: readonly string[], report: Report): void => {
  const mailed = number(after, 'mailed');
  if (mailed <= number(before, 'mailed') || mailed > number(after, 'version'))
    report('P4', orderId, `mailed should rise, up to the version, got ${mailed} after ${number(before, 'mailed')}`);
  if (!MAILED.includes(statuses[mailed] ?? ''))
    report('P4', orderId, `mailed should be the version of a mail, got that of '${statuses[mailed] ?? ''}'`);
};

/** The statuses that customers are mailed about. */
const MAILED: readonly string[] = ['READY', 'CANCELLED', 'STUCK'];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const checkWrite = (write: Write, report: Report): void => {
  const { orderId, before, after, caller } = write;
  const [from, to] = [text(before, 'status'), text(after, 'status')];
  const actor = caller.split(' ')[0] ?? '';
  if (before && text(before, 'requestHash') !== text(after, 'requestHash'))
    report('P6', orderId, 'a record should keep its requestHash, got another one');
  if (!isTransition(write)) {
    if (from !== to || actor !== 'receipts')
      report('P4', orderId, `a transition should raise the version, got '${from}' to '${to}' by ${actor}`);
    return;
  }
  if (!TRANSITIONS[actor]?.includes(`${from} ${to}`))
    report('P2', orderId, `${actor} should make only its own transitions, got '${from}' to '${to}'`);
  if (number(after, 'version') !== number(before, 'version') + 1)
    report('P4', orderId, `a transition should raise the version by one, got ${number(after, 'version')}`);
};

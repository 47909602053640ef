import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { START } from '../engine/context.ts';
import type { Item } from '../models/expressions.ts';
import { isTransition, number, text, type Write } from './order-history.ts';
import type { Report } from './violation.ts';

export type AttributesDeps = {
  readonly report: Report;
  /** Milliseconds after the start. */
  readonly now: () => number;
  readonly leaseMilliseconds: number;
};

/** Checks every attribute of a record at every write. Written from section 3 of the design, not from the code in lambda/order. */
export const createAttributes = ({ report, now, leaseMilliseconds }: AttributesDeps) => {
  /** The invocation that claimed with each token. A claim that takes effect late, after its retry, has the same token. */
  const tokens = new Map<string, string>();

  const checkTransition = (write: Write): void => {
    checkPresence(write, report);
    checkExpiry(write, report);
    checkLane(write, report);
    checkAttempts(write, report);
    checkLease(write);
    const { orderId, after } = write;
    const age = START + now() - Date.parse(text(after, 'updatedAt'));
    if (!(age >= -MOST_SKEW && age <= MOST_LATENESS))
      report('P4', orderId, `updatedAt should be the time of the transition, got ${text(after, 'updatedAt')}`);
  };

  const checkLease = ({ orderId, before, after, caller }: Write): void => {
    if (text(after, 'status') !== 'PREPARING') return;
    const token = text(after.lease?.M, 'token');
    if (token === '' || (tokens.get(token) ?? caller) !== caller)
      report('P2', orderId, `a claim should bring a token of its own, got '${token}'`);
    tokens.set(token, caller);
    const lasts = number(after.lease?.M, 'until') - Date.parse(text(after, 'updatedAt'));
    // A claim from STUCK is the second write of its claim, so a part of the lease is over.
    const least = text(before, 'status') === 'STUCK' ? 0 : leaseMilliseconds;
    if (!(lasts >= least && lasts <= leaseMilliseconds))
      report('P2', orderId, `a lease should last ${leaseMilliseconds} ms from its claim, got ${lasts} ms`);
  };

  return {
    observeWrite: (write: Write): void => {
      checkKeptAttributes(write, report);
      if (isTransition(write)) checkTransition(write);
    },
  };
};

/** Two clocks differ from the true time by at most this. */
const MOST_SKEW = 2000;
/** A write that takes effect late. */
const MOST_LATENESS = 180_000;
const RETENTION_SECONDS = 60 * 24 * 60 * 60;

/** The statuses in which a record has an attribute; it has none in all others. */
const PRESENT: Readonly<Record<string, { readonly promise: string; readonly statuses: readonly string[] }>> = {
  boardKey: { promise: 'P4', statuses: ['PLACED', 'PREPARING', 'READY', 'STUCK'] },
  lease: { promise: 'P2', statuses: ['PREPARING'] },
  failure: { promise: 'P1', statuses: ['STUCK'] },
  expiresAt: { promise: 'P1', statuses: ['READY', 'COLLECTED', 'CANCELLED', 'STUCK'] },
};

const checkPresence = ({ orderId, after }: Write, report: Report): void => {
  const status = text(after, 'status');
  for (const [name, { promise, statuses }] of Object.entries(PRESENT)) {
    const wanted = statuses.includes(status);
    if ((after[name] !== undefined) !== wanted)
      report(
        promise,
        orderId,
        `a ${status} order should have ${wanted ? 'a' : 'no'} ${name}, got ${shown(after[name])}`,
      );
  }
  const { failure } = after;
  const isExplained = ['code', 'message', 'at'].every((name) => text(failure?.M, name) !== '');
  if (failure && !isExplained)
    report('P1', orderId, `a failure should have a code, a message and a time, got ${shown(failure)}`);
};

/** TTL: 60 days after the transition that ended the work on the order. */
const checkExpiry = ({ orderId, after }: Write, report: Report): void => {
  if (!after.expiresAt) return;
  const wanted = Math.floor(Date.parse(text(after, 'updatedAt')) / 1000) + RETENTION_SECONDS;
  if (number(after, 'expiresAt') !== wanted)
    report('P1', orderId, `a record should expire 60 days after it is done, got ${shown(after.expiresAt)}`);
};

const checkAttempts = ({ orderId, before, after }: Write, report: Report): void => {
  const wanted = attemptsAfter(text(before, 'status'), text(after, 'status'), number(before, 'attempts'));
  if (after.attempts?.N === undefined || !wanted.includes(number(after, 'attempts')))
    report('P6', orderId, `attempts should be ${wanted.join(' or ')}, got ${shown(after.attempts)}`);
};

/** +1 per claim, 1 for a claim from STUCK, -1 for a release without a failed attempt (ownership.ts decides which it was). */
const attemptsAfter = (from: string, to: string, attempts: number): readonly number[] => {
  if (to === 'PREPARING') return [from === 'STUCK' ? 1 : attempts + 1];
  if (from === 'PREPARING' && to === 'PLACED') return [attempts, attempts - 1];
  return [attempts];
};

/** Attributes that a transition may change. */
const CHANGEABLE: readonly string[] = ['status', 'version', 'updatedAt', 'attempts', ...Object.keys(PRESENT)];

/** A transition changes no other attribute. A write that is no transition changes `mailed` only. */
const checkKeptAttributes = (write: Write, report: Report): void => {
  const { orderId, before, after } = write;
  if (!before) return;
  const changed = changedAttributes(before, after);
  const wrong = isTransition(write)
    ? changed.filter((name) => !CHANGEABLE.includes(name))
    : changed.filter((name) => name !== 'mailed');
  if (wrong.length > 0) report('P6', orderId, `a record should keep its ${wrong.join(' and ')}, got another value`);
};

/** The lane of an order on the board. */
const LANES: Readonly<Record<string, string>> = {
  PLACED: 'waiting',
  PREPARING: 'waiting',
  READY: 'ready',
  STUCK: 'stuck',
};

/** An order is in the lane of its status, and keeps its shard. */
const checkLane = ({ orderId, before, after }: Write, report: Report): void => {
  if (!after.boardKey) return;
  const [lane, shard] = text(after, 'boardKey').split('#');
  const wanted = LANES[text(after, 'status')];
  if (lane !== wanted) report('P4', orderId, `an order should be in the lane ${wanted}, got ${lane}`);
  const [, earlier = shard] = text(before, 'boardKey').split('#');
  if (shard !== earlier || !['0', '1', '2', '3'].includes(shard ?? ''))
    report('P4', orderId, `an order should keep its shard of four, got ${earlier} and then ${shard}`);
};

const changedAttributes = (before: Item, after: Item): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name] && shown(before[name]) !== shown(after[name]),
  );

const shown = (value: AttributeValue | undefined): string => (value ? JSON.stringify(value) : 'none');

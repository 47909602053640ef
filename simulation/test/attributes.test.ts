import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { START } from '../engine/context.ts';
import { createAttributes } from '../invariants/attributes.ts';
import { createRecords } from '../invariants/records.ts';
import type { Violation } from '../invariants/violation.ts';
import type { Item } from '../models/expressions.ts';

const LEASE_MILLISECONDS = 13_000;
const EXPIRES_AT = START / 1000 + 60 * 24 * 60 * 60;

const S = (text: string): AttributeValue => ({ S: text });
const N = (value: number): AttributeValue => ({ N: String(value) });
const lease = (token = 'new', until = START + LEASE_MILLISECONDS): AttributeValue => ({
  M: { token: S(token), until: N(until) },
});
const failure: AttributeValue = { M: { code: S('exhausted'), message: S('why'), at: S('now') } };

/** The attributes that each status asks for, beside those that every record has. */
const attributesOf: Readonly<Record<string, Item>> = {
  PLACED: { boardKey: S('waiting#1') },
  PREPARING: { boardKey: S('waiting#1'), lease: lease() },
  READY: { boardKey: S('ready#1'), expiresAt: N(EXPIRES_AT) },
  STUCK: { boardKey: S('stuck#1'), failure, expiresAt: N(EXPIRES_AT) },
  CANCELLED: { expiresAt: N(EXPIRES_AT) },
  COLLECTED: { expiresAt: N(EXPIRES_AT) },
};

const aRecord = (status: string, version: number, attempts: number, varied: Item = {}): Item => ({
  ...{ orderId: S('a'), requestHash: S('h'), tab: S('table-7'), updatedAt: S(new Date(START).toISOString()) },
  ...{ status: S(status), version: N(version), attempts: N(attempts), ...attributesOf[status], ...varied },
});

const without = (item: Item, ...names: readonly string[]): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));

/** The first violation of these records of one order, each written over the one before. */
const violationOf = (caller: string, before: Item | undefined, after: Item): Violation | undefined => {
  let violation: Violation | undefined;
  const report = (promise: string, orderId: string, detail: string): void => {
    violation ??= { promise, orderId, detail };
  };
  const records = createRecords(report);
  if (before) records.observeWrite({ orderId: 'a', before: undefined, after: before, caller: 'cashier 1/1' });
  violation = undefined; // only the last write counts
  const attributes = createAttributes({ report, now: () => 0, leaseMilliseconds: LEASE_MILLISECONDS });
  const write = { orderId: 'a', before, after, caller };
  records.observeWrite(write);
  attributes.observeWrite(write);
  return violation;
};

const stuck = aRecord('STUCK', 5, 12);
const preparing = aRecord('PREPARING', 2, 1, { lease: lease('old') });

describe('a good write keeps every rule:', () => {
  it.each<[string, string, Item | undefined, Item]>([
    ['place', 'cashier 1/1', undefined, aRecord('PLACED', 1, 0)],
    ['claim without a record', 'barista 1/1', undefined, aRecord('PREPARING', 1, 1)],
    ['claim', 'barista 1/1', aRecord('PLACED', 1, 3), aRecord('PREPARING', 2, 4)],
    ['claim after a crash', 'barista 1/1', preparing, aRecord('PREPARING', 3, 2)],
    ['reconcile without a record', 'operator 1/1', undefined, aRecord('STUCK', 1, 0)],
    ['reconcile', 'operator 1/1', aRecord('PLACED', 1, 3), aRecord('STUCK', 2, 3)],
    ['reconcile after a crash', 'operator 1/1', preparing, aRecord('STUCK', 3, 1)],
    ['claim from STUCK', 'barista 1/1', stuck, aRecord('PREPARING', 6, 1)],
    ['release after a failed attempt', 'barista 1/1', preparing, aRecord('PLACED', 3, 1)],
    ['release', 'barista 1/1', preparing, aRecord('PLACED', 3, 0)],
    ['finish', 'barista 1/1', preparing, aRecord('READY', 3, 1)],
    ['quarantine', 'barista 1/1', preparing, aRecord('STUCK', 3, 1)],
    ['cancel', 'counter 1/1', stuck, aRecord('CANCELLED', 6, 12)],
    ['collect', 'counter 1/1', aRecord('READY', 3, 1), aRecord('COLLECTED', 4, 1)],
    ['mail', 'receipts 1/1', stuck, { ...stuck, mailed: N(5) }],
  ])('%s', (_what, caller, before, after) => {
    expect(violationOf(caller, before, after)).toBeUndefined();
  });
});

describe('a bad write is found:', () => {
  it.each<[string, string, string, Item | undefined, Item]>([
    ['P4', 'a cancelled order on the board', 'counter 1/1', stuck, aRecord('CANCELLED', 6, 12, { boardKey: S('b') })],
    ['P4', 'a waiting order off the board', 'cashier 1/1', undefined, without(aRecord('PLACED', 1, 0), 'boardKey')],
    ['P4', 'a stuck order off the board', 'barista 1/1', preparing, without(aRecord('STUCK', 3, 1), 'boardKey')],
    ['P4', 'another shard', 'barista 1/1', preparing, aRecord('READY', 3, 1, { boardKey: S('ready#2') })],
    [
      'P4',
      'a shard that nobody reads',
      'cashier 1/1',
      undefined,
      aRecord('PLACED', 1, 0, { boardKey: S('waiting#4') }),
    ],
    ['P4', 'another lane', 'barista 1/1', preparing, aRecord('READY', 3, 1, { boardKey: S('waiting#1') })],
    [
      'P4',
      'a redriven order in its old lane',
      'barista 1/1',
      stuck,
      aRecord('PREPARING', 6, 1, { boardKey: S('stuck#1') }),
    ],
    ['P1', 'a redriven order that expires', 'barista 1/1', stuck, { ...aRecord('PREPARING', 6, 1), expiresAt: N(1) }],
    ['P1', 'a READY order without an expiry', 'barista 1/1', preparing, without(aRecord('READY', 3, 1), 'expiresAt')],
    ['P1', 'an early expiry', 'barista 1/1', preparing, aRecord('READY', 3, 1, { expiresAt: N(EXPIRES_AT - 1) })],
    ['P1', 'a cancelled order with a failure', 'counter 1/1', stuck, aRecord('CANCELLED', 6, 12, { failure })],
    ['P1', 'a failure without a code', 'barista 1/1', preparing, aRecord('STUCK', 3, 1, { failure: { M: {} } })],
    ['P2', 'a released order with a lease', 'barista 1/1', preparing, aRecord('PLACED', 3, 1, { lease: lease() })],
    ['P2', 'a claim without a lease', 'barista 1/1', undefined, without(aRecord('PREPARING', 1, 1), 'lease')],
    ['P2', 'a short lease', 'barista 1/1', undefined, aRecord('PREPARING', 1, 1, { lease: lease('new', START + 1) })],
    ['P6', 'a claim without an attempt', 'barista 1/1', aRecord('PLACED', 1, 3), aRecord('PREPARING', 2, 3)],
    ['P6', 'attempts kept from STUCK', 'barista 1/1', stuck, aRecord('PREPARING', 6, 13)],
    ['P6', 'two attempts given back', 'barista 1/1', aRecord('PREPARING', 2, 5), aRecord('PLACED', 3, 3)],
    ['P6', 'an attempt counted at the end', 'barista 1/1', preparing, aRecord('READY', 3, 2)],
    ['P6', 'another tab', 'barista 1/1', preparing, aRecord('READY', 3, 1, { tab: S('table-8') })],
    ['P4', 'a time of another day', 'cashier 1/1', undefined, aRecord('PLACED', 1, 0, { updatedAt: S('2026-11-20') })],
    ['P4', 'a version above the record as mailed', 'receipts 1/1', stuck, { ...stuck, mailed: N(6) }],
    ['P4', 'a version without a mail as mailed', 'receipts 1/1', preparing, { ...preparing, mailed: N(2) }],
    ['P4', 'a lower version as mailed', 'receipts 1/1', { ...stuck, mailed: N(5) }, { ...stuck, mailed: N(3) }],
    ['P4', 'a mail recorded by a barista', 'barista 1/1', stuck, { ...stuck, mailed: N(5) }],
    ['P6', 'another attribute beside mailed', 'receipts 1/1', stuck, { ...stuck, mailed: N(5), attempts: N(0) }],
    ['P6', 'mailed lost by a transition', 'barista 1/1', { ...stuck, mailed: N(5) }, aRecord('PREPARING', 6, 1)],
  ])('%s: %s', (promise, _what, caller, before, after) => {
    expect(violationOf(caller, before, after)).toMatchObject({ promise });
  });
});

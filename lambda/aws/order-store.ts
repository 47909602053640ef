import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { boardKeyOf } from '../order/identity.ts';
import { type Transition, transitions } from '../order/lifecycle.ts';
import type { Storable } from '../order/message.ts';
import { decodeRecord, type Lease, type OrderRecord } from '../order/record.ts';
import { createUpdate, type Expression, expression, name, type Update, undefinedIfRefused } from './update.ts';

export type Placement = { readonly kind: 'placed' } | { readonly kind: 'present' };

/** A refused claim or change comes with the record that explains it, if there is one. */
export type Claim =
  | { readonly kind: 'claimed'; readonly record: OrderRecord }
  | { readonly kind: 'refused'; readonly record: OrderRecord | undefined };

/** The result of a change that needs the lease. */
export type LeasedChange =
  | { readonly kind: 'recorded'; readonly record: OrderRecord }
  | { readonly kind: 'lease-lost' };

/** The result of a customer's change. */
export type CustomerChange =
  | { readonly kind: 'recorded'; readonly record: OrderRecord }
  | { readonly kind: 'refused'; readonly record: OrderRecord | undefined };

/** The records of orders. Every change is one conditional write. Each method throws what the SDK throws. */
export type OrderStore = {
  /** Writes the `PLACED` record, unless there is a record already. */
  place(message: Storable): Promise<Placement>;
  /** Reads the record, consistently. */
  read(orderId: string): Promise<OrderRecord | undefined>;
  /**
   * Claims an order: only the holder of the lease may change it until the lease ends.
   *
   * @param unrecorded whether to write the record if the cashier could not, or to refuse the claim
   */
  claim(message: Storable, lease: Lease, options: { readonly unrecorded: 'write' | 'refuse' }): Promise<Claim>;
  /** Records a leased order as `READY`. */
  finish(orderId: string, token: string): Promise<LeasedChange>;
  /** Records a leased order as `PLACED` again. Its claim counts as an attempt only if it was one. */
  release(orderId: string, token: string, options: { readonly attempted: boolean }): Promise<void>;
  /** Records a leased order as `STUCK`. */
  markStuck(orderId: string, token: string, failure: NonNullable<OrderRecord['failure']>): Promise<LeasedChange>;
  /** Records an order as `CANCELLED`, if no barista has begun it. */
  cancel(orderId: string): Promise<CustomerChange>;
  /** Records a `READY` order as `COLLECTED`. */
  collect(orderId: string): Promise<CustomerChange>;
  /** Records the version that the customer was last mailed about. This is no transition; without a record it does nothing. */
  recordMailed(orderId: string, version: number): Promise<void>;
};

export type OrderStoreDeps = {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly now: () => number;
};

const SIXTY_DAYS_IN_SECONDS = 60 * 24 * 60 * 60;

const STATUS = name('status');
const UNTIL = name('until');
const TOKEN = name('token');

export function createOrderStore({ client, tableName, now }: OrderStoreDeps): OrderStore {
  const update = createUpdate({ client, tableName });
  return { place, read, claim, finish, release, markStuck, cancel, collect, recordMailed };

  async function place({ orderId, placedAt, requestHash, order }: Storable): Promise<Placement> {
    const { to: status } = transitions.place;
    const boardKey = boardKeyOf(orderId);
    const item = { ...order, orderId, placedAt, requestHash, boardKey, status, version: 1, attempts: 0 };
    const put = new PutItemCommand({
      TableName: tableName,
      Item: marshall({ ...item, updatedAt: placedAt }),
      ConditionExpression: 'attribute_not_exists(orderId)',
    });
    return (await client.send(put).catch(undefinedIfRefused)) ? { kind: 'placed' } : { kind: 'present' };
  }

  async function read(orderId: string): Promise<OrderRecord | undefined> {
    const get = new GetItemCommand({ TableName: tableName, Key: { orderId: { S: orderId } }, ConsistentRead: true });
    const { Item } = await client.send(get);
    return Item && decodeRecord(unmarshall(Item));
  }

  async function claim(
    message: Storable,
    lease: Lease,
    { unrecorded }: { readonly unrecorded: 'write' | 'refuse' },
  ): Promise<Claim> {
    const claimed = await writeClaim(message, lease, {
      condition: claimable(message, unrecorded),
      attempts: expression`if_not_exists(attempts, ${0}) + ${1}`,
    });
    if (claimed) return { kind: 'claimed', record: claimed };
    const record = await read(message.orderId);
    // The SDK retries after a lost answer. The first try may have written the lease, which then refuses the second one.
    if (record?.lease?.token === lease.token) return { kind: 'claimed', record };
    if (record?.status !== 'STUCK' || record.requestHash !== message.requestHash) return { kind: 'refused', record };
    // A redriven order counts its attempts afresh.
    const stuck = expression`requestHash = ${message.requestHash} AND ${STATUS} = ${'STUCK'}`;
    const reclaimed = await writeClaim(message, lease, { condition: stuck, attempts: 1 });
    return reclaimed ? { kind: 'claimed', record: reclaimed } : { kind: 'refused', record };
  }

  // A flat condition: the embedded DynamoDB needs exponential time for nested parentheses.
  function claimable({ requestHash }: Storable, unrecorded: 'write' | 'refuse'): Expression {
    const placed = expression`requestHash = ${requestHash} AND ${STATUS} = ${'PLACED'}`;
    const expired = expression`requestHash = ${requestHash} AND ${STATUS} = ${'PREPARING'} AND lease.${UNTIL} < ${now()}`;
    if (unrecorded === 'refuse') return expression`${placed} OR ${expired}`;
    return expression`attribute_not_exists(orderId) OR ${placed} OR ${expired}`;
  }

  async function writeClaim(
    { orderId, placedAt, requestHash, order }: Storable,
    lease: Lease,
    { condition, attempts }: Pick<Update, 'condition'> & { readonly attempts: unknown },
  ): Promise<OrderRecord | undefined> {
    // The fields of an order keep their first values, so that two messages of one order agree on them.
    const kept = Object.entries({ placedAt, ...order }).map(
      ([field, value]) => [field, expression`if_not_exists(${name(field)}, ${value})`] as const,
    );
    return transit(orderId, transitions.claim, condition, {
      ...Object.fromEntries(kept),
      version: expression`if_not_exists(version, ${0}) + ${1}`,
      requestHash,
      boardKey: boardKeyOf(orderId),
      lease,
      attempts,
    });
  }

  async function finish(orderId: string, token: string): Promise<LeasedChange> {
    const record = await transit(orderId, transitions.finish, heldBy(token), { expiresAt: expiresAt() });
    return record ? { kind: 'recorded', record } : { kind: 'lease-lost' };
  }

  async function release(
    orderId: string,
    token: string,
    { attempted }: { readonly attempted: boolean },
  ): Promise<void> {
    const attempts = expression`attempts - ${attempted ? 0 : 1}`;
    await transit(orderId, transitions.release, heldBy(token), { attempts });
  }

  async function markStuck(
    orderId: string,
    token: string,
    failure: NonNullable<OrderRecord['failure']>,
  ): Promise<LeasedChange> {
    const record = await transit(orderId, transitions.markStuck, heldBy(token), { failure, expiresAt: expiresAt() });
    return record ? { kind: 'recorded', record } : { kind: 'lease-lost' };
  }

  function cancel(orderId: string): Promise<CustomerChange> {
    const cancellable = expression`${STATUS} IN (${'PLACED'}, ${'STUCK'})`;
    return changeForCustomer(orderId, transitions.cancel, cancellable);
  }

  function collect(orderId: string): Promise<CustomerChange> {
    return changeForCustomer(orderId, transitions.collect, expression`${STATUS} = ${'READY'}`);
  }

  async function changeForCustomer(
    orderId: string,
    transition: Transition,
    condition: Expression,
  ): Promise<CustomerChange> {
    const record = await transit(orderId, transition, condition, { expiresAt: expiresAt() });
    return record ? { kind: 'recorded', record } : { kind: 'refused', record: await read(orderId) };
  }

  async function recordMailed(orderId: string, version: number): Promise<void> {
    const unmailed = expression`attribute_exists(orderId) AND attribute_not_exists(mailed) OR mailed < ${version}`;
    await update(orderId, { condition: unmailed, set: { mailed: version } });
  }

  /** Every transition raises the version by 1. */
  async function transit(
    orderId: string,
    { to, removes }: Transition,
    condition: Expression,
    set: Update['set'],
  ): Promise<OrderRecord | undefined> {
    const common = { status: to, updatedAt: new Date(now()).toISOString(), version: expression`version + ${1}` };
    const item = await update(orderId, { condition, set: { ...common, ...set }, remove: removes });
    return item && decodeRecord(item);
  }

  function expiresAt(): number {
    return Math.floor(now() / 1000) + SIXTY_DAYS_IN_SECONDS;
  }
}

const heldBy = (token: string): Expression => expression`${STATUS} = ${'PREPARING'} AND lease.${TOKEN} = ${token}`;

import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OrderIdentity } from '../order/identity.ts';
import { boardKeyOf } from '../order/lane.ts';
import { type Transition, transitions } from '../order/lifecycle.ts';
import type { Storable } from '../order/message.ts';
import { decodeRecord, type Lease, type OrderRecord, type RecordChange } from '../order/record.ts';
import { type Condition, createRecordUpdates, type Update, undefinedIfRefused } from './record-updates.ts';
import { callService } from './service-error.ts';

export type Placement = { readonly kind: 'placed' } | { readonly kind: 'present' };

/** A refused claim comes with the order on record that explains it, if there is one. */
export type Claim =
  | { readonly kind: 'claimed'; readonly order: OrderRecord }
  | { readonly kind: 'refused'; readonly order: OrderRecord | undefined };

/** The fields of an order that its record keeps. */
export type OrderFields = Pick<Storable, 'placedAt' | 'order'>;

/** The result of a change that needs the lease. */
export type LeasedChange = { readonly kind: 'recorded'; readonly order: OrderRecord } | { readonly kind: 'lease-lost' };

/** The result of finishing an order: the holder of the lease has the rest of the record from its claim. */
export type Finish = { readonly kind: 'recorded'; readonly change: RecordChange } | { readonly kind: 'lease-lost' };

/** The result of a customer's change. */
export type CustomerChange =
  | { readonly kind: 'recorded'; readonly order: OrderRecord }
  | { readonly kind: 'refused'; readonly order: OrderRecord | undefined };

/**
 * The records of orders. Every change is one conditional write. Each method throws a ServiceError if DynamoDB fails. A claim throws a
 * PermanentError if the record would be too large for DynamoDB.
 */
export type OrderStore = {
  /** Writes the `PLACED` record, unless there is a record already. */
  place(message: Storable): Promise<Placement>;
  /** Reads the record, consistently. */
  read(orderId: string): Promise<OrderRecord | undefined>;
  /**
   * Claims an order: only the holder of the lease may change it until the lease ends.
   *
   * @param fields the rest of the record, if a claim may write it because the cashier could not
   */
  claim(order: OrderIdentity, lease: Lease, fields?: OrderFields): Promise<Claim>;
  /** Records a leased order as `READY`. */
  finish(orderId: string, token: string): Promise<Finish>;
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

export function createOrderStore({ client, tableName, now }: OrderStoreDeps): OrderStore {
  const { update, transit, change, expiresAt } = createRecordUpdates({ client, tableName, now });
  return {
    ...{ place, read, claim, finish, release, markStuck, recordMailed },
    cancel: (orderId) => changeForCustomer(orderId, transitions.cancel),
    collect: (orderId) => changeForCustomer(orderId, transitions.collect),
  };

  async function place({ orderId, placedAt, requestHash, order }: Storable): Promise<Placement> {
    const { to: status } = transitions.place;
    const boardKey = boardKeyOf(orderId, 'waiting');
    const item = { ...order, orderId, placedAt, requestHash, boardKey, status, version: 1, attempts: 0 };
    const put = new PutItemCommand({
      TableName: tableName,
      Item: marshall({ ...item, updatedAt: placedAt }),
      ConditionExpression: 'attribute_not_exists(orderId)',
    });
    const answer = await callService('dynamodb', 'PutItem', client.send(put).catch(undefinedIfRefused));
    return answer ? { kind: 'placed' } : { kind: 'present' };
  }

  async function read(orderId: string): Promise<OrderRecord | undefined> {
    const get = new GetItemCommand({ TableName: tableName, Key: { orderId: { S: orderId } }, ConsistentRead: true });
    const { Item } = await callService('dynamodb', 'GetItem', client.send(get));
    return Item && decodeRecord(unmarshall(Item));
  }

  async function claim(identity: OrderIdentity, lease: Lease, fields?: OrderFields): Promise<Claim> {
    const claimed = await writeClaim(identity, lease, fields, {
      condition: claimable(fields !== undefined),
      compute: { attempts: 'if_not_exists(attempts, :zero) + :one' },
    });
    if (claimed) return { kind: 'claimed', order: claimed };
    const order = await read(identity.orderId);
    // The SDK retries after a lost answer. The first try may have written the lease, which then refuses the second one.
    if (order?.lease?.token === lease.token) return { kind: 'claimed', order };
    if (order?.status !== 'STUCK' || order.requestHash !== identity.requestHash) return { kind: 'refused', order };
    // A redriven order counts its attempts afresh.
    const reclaimed = await writeClaim(identity, lease, fields, {
      condition: stuckAt(order.version),
      set: { attempts: 1 },
    });
    return reclaimed ? { kind: 'claimed', order: reclaimed } : { kind: 'refused', order };
  }

  function claimable(mayWriteRecord: boolean): Condition {
    const text = mayWriteRecord ? `attribute_not_exists(orderId) OR ${CLAIMABLE}` : CLAIMABLE;
    return { text, values: { placed: 'PLACED', preparing: 'PREPARING', now: now() }, names: ['until'] };
  }

  async function writeClaim(
    { orderId, requestHash }: OrderIdentity,
    lease: Lease,
    given: OrderFields | undefined,
    { condition, set = {}, compute = {} }: Pick<Update, 'condition' | 'compute'> & Partial<Pick<Update, 'set'>>,
  ): Promise<OrderRecord | undefined> {
    // The fields of an order keep their first values, so that two messages of one order agree on them.
    const fields = given === undefined ? {} : { placedAt: given.placedAt, ...given.order };
    const kept = Object.keys(fields).map((field) => [field, `if_not_exists(#${field}, :${field})`] as const);
    return transit(orderId, transitions.claim, {
      condition,
      set: { requestHash, boardKey: boardKeyOf(orderId, 'waiting'), lease, ...set },
      compute: { ...Object.fromEntries(kept), version: 'if_not_exists(version, :zero) + :one', ...compute },
      values: { ...fields, zero: 0 },
    });
  }

  async function finish(orderId: string, token: string): Promise<Finish> {
    const set = { boardKey: boardKeyOf(orderId, 'ready'), expiresAt: expiresAt() };
    const recorded = await change(orderId, transitions.finish, { condition: heldBy(token), set });
    return recorded ? { kind: 'recorded', change: recorded } : { kind: 'lease-lost' };
  }

  async function release(
    orderId: string,
    token: string,
    { attempted }: { readonly attempted: boolean },
  ): Promise<void> {
    await change(orderId, transitions.release, {
      condition: heldBy(token),
      set: {},
      compute: { attempts: 'attempts - :unattempted' },
      values: { unattempted: attempted ? 0 : 1 },
    });
  }

  async function markStuck(
    orderId: string,
    token: string,
    failure: NonNullable<OrderRecord['failure']>,
  ): Promise<LeasedChange> {
    const set = { boardKey: boardKeyOf(orderId, 'stuck'), failure, expiresAt: expiresAt() };
    const order = await transit(orderId, transitions.markStuck, { condition: heldBy(token), set });
    return order ? { kind: 'recorded', order } : { kind: 'lease-lost' };
  }

  async function changeForCustomer(orderId: string, transition: Transition): Promise<CustomerChange> {
    const condition = hasStatus(transition.from);
    const order = await transit(orderId, transition, { condition, set: { expiresAt: expiresAt() } });
    return order ? { kind: 'recorded', order } : { kind: 'refused', order: await read(orderId) };
  }

  async function recordMailed(orderId: string, mailed: number): Promise<void> {
    const text = 'attribute_exists(orderId) AND attribute_not_exists(mailed) OR mailed < :mailed';
    await update(orderId, { condition: { text, values: {} }, set: { mailed } });
  }
}

// Conditions are flat: the embedded DynamoDB needs exponential time for nested parentheses.
const CLAIMABLE =
  'requestHash = :requestHash AND #status = :placed' +
  ' OR requestHash = :requestHash AND #status = :preparing AND lease.#until < :now';

/** The version keeps out a claim that takes effect late, after another claim and quarantine of the same order. */
const stuckAt = (version: number): Condition => ({
  text: 'requestHash = :requestHash AND #status = :stuck AND version = :seen',
  values: { stuck: 'STUCK', seen: version },
});

const hasStatus = (statuses: Transition['from']): Condition => ({
  text: `#status IN (${statuses.map((_status, n) => `:from${n}`)})`,
  values: Object.fromEntries(statuses.map((status, n) => [`from${n}`, status])),
});

const heldBy = (token: string): Condition => ({
  text: '#status = :preparing AND lease.#token = :token',
  values: { preparing: 'PREPARING', token },
  names: ['token'],
});

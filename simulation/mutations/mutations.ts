/** A deliberate bug: a text in the real code, and what replaces it. */
export type Mutation = {
  readonly name: string;
  /** The promise that it breaks. */
  readonly promise: string;
  readonly file: string;
  /** Occurs once in the file. */
  readonly find: string;
  readonly replace: string;
};

/** A declaration of the client `dynamodb` whose reads are all eventually consistent. */
function eventually(client: string): string {
  return `const reads = ${client};
  const send = (command) => reads.send(Object.assign(command, { input: { ...command.input, ConsistentRead: false } }));
  const dynamodb = Object.assign(Object.create(reads), { send });`;
}

export const mutations: readonly Mutation[] = [
  {
    name: 'the order is recorded before it is sent',
    promise: 'P1',
    file: 'lambda/cashier/cashier.ts',
    find: 'const sent = await queue.send(message)',
    replace: 'await recordOrder(message);\n    const sent = await queue.send(message)',
  },
  {
    name: 'no lease check',
    promise: 'P2',
    file: 'lambda/aws/order-store.ts',
    find: ' AND lease.#until < :now',
    replace: '',
  },
  {
    name: 'no fencing token',
    promise: 'P2',
    file: 'lambda/aws/order-store.ts',
    find: ' AND lease.#token = :token',
    replace: '',
  },
  {
    name: 'the lease is shorter than the timeout',
    promise: 'P2',
    file: 'lib/times.ts',
    find: 'lease: timing.timeout.plus(LEASE_MARGIN)',
    replace: 'lease: Duration.seconds(1)',
  },
  {
    name: 'a failed record is acknowledged',
    promise: 'P1',
    file: 'lambda/batch/failure-path.ts',
    find: 'return retry(error, context, now());',
    replace: 'return ACKNOWLEDGED;',
  },
  {
    name: 'the whole batch is acknowledged',
    promise: 'P1',
    file: 'lambda/batch/batch.ts',
    find: 'batchItemFailures: failures.map(({ delivery }) => ({ itemIdentifier: delivery.record.messageId }))',
    replace: 'batchItemFailures: []',
  },
  {
    name: 'blocked records are acknowledged',
    promise: 'P1',
    file: 'lambda/batch/batch.ts',
    find: 'if (blocked.has(delivery.group)) return BLOCKED;',
    replace: "if (blocked.has(delivery.group)) return { kind: 'acknowledged' };",
  },
  {
    name: 'a failed record does not block its tab',
    promise: 'P3',
    file: 'lambda/batch/batch.ts',
    find: 'if (outcome.blocks) blocked.add(delivery.group);',
    replace: '',
  },
  {
    name: 'READY is announced before it is recorded',
    promise: 'P4',
    file: 'lambda/barista/barista.ts',
    find: 'return announceReady(record, await finishOrder(claim.order, token), context, claimedAt);',
    replace:
      "await announce('READY', claim.order, claim.order.version + 1);\n" +
      '    return announceReady(record, await finishOrder(claim.order, token), context, claimedAt);',
  },
  {
    name: 'a redelivered READY order is not announced',
    promise: 'P4',
    file: 'lambda/barista/barista.ts',
    find: 'if (isFinished(order.status)) return announceReady(record, order, context);',
    replace: 'if (isFinished(order.status)) return ACKNOWLEDGED;',
  },
  {
    name: 'a failed READY announcement is acknowledged',
    promise: 'P4',
    file: 'lambda/barista/announce-ready.ts',
    find: "return { kind: 'failed', reason: 'unannounced', blocks: false, seconds, error: announced.error, dueAt };",
    replace: 'return ACKNOWLEDGED;',
  },
  {
    name: 'a claim ignores the request hash',
    promise: 'P6',
    file: 'lambda/aws/order-store.ts',
    find: "'requestHash = :requestHash AND #status = :placed'",
    replace: "'#status = :placed'",
  },
  {
    name: 'a cancelled order is claimed',
    promise: 'P2',
    file: 'lambda/aws/order-store.ts',
    find: 'requestHash = :requestHash AND #status = :placed',
    replace: 'requestHash = :requestHash AND #status <> :preparing',
  },
  {
    name: 'STUCK is recorded before the dead letter is sent',
    promise: 'P1',
    file: 'lambda/batch/failure-path.ts',
    find: 'await sendToDlq(delivery.record, failure);',
    replace: 'await context.lease?.markStuck(failure);\n    await sendToDlq(delivery.record, failure);',
  },
  {
    name: 'deduplication ignores the request hash',
    promise: 'P1',
    file: 'lambda/order/identity.ts',
    find: 'sha256(orderId + requestHash)',
    replace: 'sha256(orderId + requestHash.slice(0, 0))',
  },
  {
    name: 'a record that crashes runs beside others',
    promise: 'P6',
    file: 'lambda/batch/batch.ts',
    find: 'if (await isSuspect(delivery.record)) suspects.add(delivery);',
    replace: 'await isSuspect(delivery.record);',
  },
  {
    name: 'a retry keeps the lease',
    promise: 'P2',
    file: 'lambda/batch/failure-path.ts',
    find: 'await lease?.release({ attempted: failedAttempts !== undefined }).catch(',
    replace: 'if (error === undefined) await lease?.release({ attempted: failedAttempts !== undefined }).catch(',
  },
  {
    name: 'an attempt is counted if prepare did not fail',
    promise: 'P6',
    file: 'lambda/aws/order-store.ts',
    find: 'unattempted: attempted ? 0 : 1',
    replace: 'unattempted: 0',
  },
  {
    name: 'a permanent failure is retried',
    promise: 'P6',
    file: 'lambda/batch/failure-path.ts',
    find: '!(error instanceof PermanentError)) return retryLater(delivery, error, context);',
    replace: '!(error instanceof PermanentError) || context) return retryLater(delivery, error, context);',
  },
  {
    name: 'an early order is acknowledged',
    promise: 'P1',
    file: 'lambda/barista/barista.ts',
    find: "if (early > 0) return { kind: 'failed', reason: 'early', blocks: true, seconds: early / 1000 };",
    replace: 'if (early > 0) return ACKNOWLEDGED;',
  },
  {
    name: 'a mail is recorded before it is sent',
    promise: 'P4',
    file: 'lambda/receipts/receipts.ts',
    find: 'await sendMail(',
    replace: 'await store.recordMailed(event.orderId, event.version);\n    await sendMail(',
  },
  {
    name: 'an order is refused while the store is down',
    promise: 'P5',
    file: 'lambda/cashier/cashier.ts',
    find: "      return 'unknown';",
    replace: '      throw error;',
  },
  {
    name: 'prepare is not awaited',
    promise: 'P2',
    file: 'lambda/barista/barista.ts',
    find: 'await prepare(order);',
    replace: 'void prepare(order).catch(() => undefined);',
  },
  {
    name: 'the whole batch fails',
    promise: 'P6',
    file: 'lambda/batch/batch.ts',
    find: 'await setVisibility(messages).catch((error: unknown) => {',
    replace: 'await setVisibility(messages).catch((error: unknown) => {\n      throw error;',
  },
  {
    name: 'an attribute holds the order id',
    promise: 'P7',
    file: 'lambda/aws/order-queue.ts',
    find: "StringValue: 'application/json'",
    replace: 'StringValue: message.orderId',
  },
  {
    name: 'a log line holds the order id',
    promise: 'P7',
    file: 'lambda/aws/announcer.ts',
    find: 'log(level, type, { order: logName(orderId), number, version, ...facts });',
    replace: 'log(level, type, { order: orderId, number, version, ...facts });',
  },
  {
    name: 'the sample order is no longer sold',
    promise: 'P5',
    file: 'lambda/order/request.ts',
    find: 'requestOf(customerSchema, requestLineSchema)',
    replace: "requestOf(customerSchema, v.never('no line'))",
  },
  {
    name: 'a cancelled order stays on the board',
    promise: 'P4',
    file: 'lambda/order/lifecycle.ts',
    find: "removes: ['boardKey', 'failure']",
    replace: "removes: ['failure']",
  },
  {
    name: 'a ready order stays among the waiting ones',
    promise: 'P4',
    file: 'lambda/aws/order-store.ts',
    find: "boardKeyOf(orderId, 'ready')",
    replace: "boardKeyOf(orderId, 'waiting')",
  },
  {
    name: 'a redriven order keeps its expiry',
    promise: 'P1',
    file: 'lambda/order/lifecycle.ts',
    find: "removes: ['expiresAt', 'failure']",
    replace: "removes: ['failure']",
  },
  {
    name: 'a redriven order keeps its attempts',
    promise: 'P6',
    file: 'lambda/aws/order-store.ts',
    find: 'set: { attempts: 1 },',
    replace: "compute: { attempts: 'attempts + :one' },",
  },
  {
    name: 'the version before is recorded as mailed',
    promise: 'P4',
    file: 'lambda/receipts/receipts.ts',
    find: 'await store.recordMailed(event.orderId, event.version);',
    replace: 'await store.recordMailed(event.orderId, event.version - 1);',
  },
  {
    name: 'an older mail lowers the mailed version',
    promise: 'P4',
    file: 'lambda/aws/order-store.ts',
    find: 'attribute_exists(orderId) AND attribute_not_exists(mailed) OR mailed < :mailed',
    replace: 'attribute_exists(orderId)',
  },
  {
    name: 'receipts read the record eventually',
    promise: 'P4',
    file: 'lambda/receipts/wire.ts',
    find: 'const dynamodb = connect.dynamodb(clientTimeouts.receipts);',
    replace: eventually('connect.dynamodb(clientTimeouts.receipts)'),
  },
  {
    name: 'a refused claim reads the record eventually',
    promise: 'P6',
    file: 'lambda/aws/order-store.ts',
    find: 'const order = await read(identity.orderId);',
    replace:
      'const get = new GetItemCommand({ TableName: tableName, Key: { orderId: { S: identity.orderId } } });\n' +
      '    const { Item } = await client.send(get);\n' +
      '    const order = Item && decodeRecord(unmarshall(Item));',
  },
  {
    name: 'the cashier looks keys up eventually',
    promise: 'P2',
    file: 'lambda/cashier/wire.ts',
    find: 'const dynamodb = connect.dynamodb(clientTimeouts.cashier.store);',
    replace: eventually('connect.dynamodb(clientTimeouts.cashier.store)'),
  },
  {
    name: 'retries without jitter',
    promise: 'P5',
    file: 'lambda/batch/retry-delay.ts',
    find: 'cap / 2 + random() * (cap / 2)',
    replace: 'cap / 2 + cap / 2',
  },
  {
    name: 'a reconcile ends a live lease',
    promise: 'P2',
    file: 'lambda/operator/reconcile.ts',
    find: "if (order.status === 'PREPARING' && !hasEnded(order.lease)) return 'leased';",
    replace: '',
  },
  {
    name: 'a reconcile ignores the request hash',
    promise: 'P1',
    file: 'lambda/operator/reconcile.ts',
    find: "if (order.requestHash !== identity.requestHash) return 'conflict';",
    replace: '',
  },
  {
    name: 'a reconcile ignores the version that it has read',
    promise: 'P2',
    file: 'lambda/aws/stuck-records.ts',
    find: ' AND version = :seen',
    replace: '',
  },
];

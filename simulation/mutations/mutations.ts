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

export const mutations: readonly Mutation[] = [
  {
    name: 'the record before the queue',
    promise: 'P1',
    file: 'lambda/cashier/cashier.ts',
    find: 'const sent = await queue.send(message)',
    replace: 'await record(message);\n    const sent = await queue.send(message)',
  },
  {
    name: 'no lease check',
    promise: 'P2',
    file: 'lambda/aws/order-store.ts',
    find: '#status = :preparing AND lease.#until < :now',
    replace: '#status = :preparing',
  },
  {
    name: 'no fencing token',
    promise: 'P2',
    file: 'lambda/aws/order-store.ts',
    find: "'#status = :preparing AND lease.#token = :token'",
    replace: "'#status = :preparing'",
  },
  {
    name: 'a lease shorter than the function',
    promise: 'P2',
    file: 'lib/config.ts',
    find: 'lease: seconds(timeout, LEASE_MARGIN)',
    replace: 'lease: Duration.seconds(1)',
  },
  {
    name: 'an error acknowledged',
    promise: 'P1',
    file: 'lambda/barista/barista.ts',
    find: "return { kind: 'failed', reason, blocks: true, seconds: backoffSeconds(receiveCount(record)) };",
    replace: 'return ACKNOWLEDGED;',
  },
  {
    name: 'a batch acknowledged as a whole',
    promise: 'P1',
    file: 'lambda/batch/batch.ts',
    find: 'batchItemFailures: failures.map(({ record }) => ({ itemIdentifier: record.messageId }))',
    replace: 'batchItemFailures: []',
  },
  {
    name: 'a group acknowledged as a whole',
    promise: 'P1',
    file: 'lambda/batch/batch.ts',
    find: 'if (blocked.has(group)) return BLOCKED;',
    replace: "if (blocked.has(group)) return { kind: 'acknowledged' };",
  },
  {
    name: 'a tab that does not wait for its first',
    promise: 'P3',
    file: 'lambda/batch/batch.ts',
    find: 'if (outcome.blocks) blocked.add(fifoGroup(record) ?? record.messageId);',
    replace: '',
  },
  {
    name: 'an order announced before it is recorded',
    promise: 'P4',
    file: 'lambda/barista/barista.ts',
    find: 'return finish(record, holding)',
    replace: "await tell('READY', order, order.version + 1);\n    return finish(record, holding)",
  },
  {
    name: 'no announcement for a READY that comes again',
    promise: 'P4',
    file: 'lambda/barista/barista.ts',
    find: "if (order.status === 'READY' || order.status === 'COLLECTED') return tellReady(record, order);",
    replace: "if (order.status === 'READY' || order.status === 'COLLECTED') return ACKNOWLEDGED;",
  },
  {
    name: 'an announcement that failed, acknowledged',
    promise: 'P4',
    file: 'lambda/barista/ready.ts',
    find: 'return unannounced(record);',
    replace: "return { kind: 'acknowledged' };",
  },
  {
    name: "a conflict that takes another's record",
    promise: 'P6',
    file: 'lambda/aws/order-store.ts',
    find: "'requestHash = :requestHash AND #status = :placed'",
    replace: "'#status = :placed'",
  },
  {
    name: 'a cancelled order claimed',
    promise: 'P2',
    file: 'lambda/aws/order-store.ts',
    find: 'requestHash = :requestHash AND #status = :placed',
    replace: 'requestHash = :requestHash AND #status <> :preparing',
  },
  {
    name: 'STUCK before it is in the dead-letter queue',
    promise: 'P1',
    file: 'lambda/barista/quarantine.ts',
    find: 'const { code, message, quarantinedAt: at } = await giveUp(record, error);',
    replace:
      "if (holding) await store.stick(holding.orderId, holding.token, { code: error.code, message: error.message, at: '' });\n" +
      '    const { code, message, quarantinedAt: at } = await giveUp(record, error);',
  },
  {
    name: 'deduplication by order id alone',
    promise: 'P1',
    file: 'lambda/aws/order-queue.ts',
    find: 'MessageDeduplicationId: sha256(orderId + requestHash)',
    replace: 'MessageDeduplicationId: sha256(orderId)',
  },
  {
    name: 'a killer prepared beside its neighbours',
    promise: 'P6',
    file: 'lambda/batch/rounds.ts',
    find: 'const MOST_RECEIVES_IN_COMPANY = 2;',
    replace: 'const MOST_RECEIVES_IN_COMPANY = 1000;',
  },
  {
    name: 'a retry that keeps its claim',
    promise: 'P2',
    file: 'lambda/barista/barista.ts',
    find: '    if (holding)\n      await store.giveBack(',
    replace: '    if (!holding && record === undefined)\n      await store.giveBack(',
  },
  {
    name: 'an attempt counted where prepare did not fail',
    promise: 'P6',
    file: 'lambda/aws/order-store.ts',
    find: "':uncounted': attempted ? 0 : 1",
    replace: "':uncounted': 0",
  },
  {
    name: 'poison tried again',
    promise: 'P6',
    file: 'lambda/barista/barista.ts',
    find: 'error instanceof PermanentError ? givenUp(record, error, holding) : failed(',
    replace: 'failed(',
  },
  {
    name: 'an early order acknowledged',
    promise: 'P1',
    file: 'lambda/barista/barista.ts',
    find: "if (early > 0) return { kind: 'failed', reason: 'early', blocks: true, seconds: early / 1000 };",
    replace: 'if (early > 0) return ACKNOWLEDGED;',
  },
  {
    name: 'a mail noted before it is sent',
    promise: 'P4',
    file: 'lambda/receipts/receipts.ts',
    find: 'await mail({ to: record.customer.email, ...receipt });',
    replace:
      'await store.noteMailed(event.orderId, event.version);\n    await mail({ to: record.customer.email, ...receipt });',
  },
  {
    name: 'an order refused without the store',
    promise: 'P5',
    file: 'lambda/cashier/cashier.ts',
    find: "      return 'unknown';\n    }\n  };\n\n  /** The order as it stands now",
    replace: '      throw error;\n    }\n  };\n\n  /** The order as it stands now',
  },
  {
    name: 'a prepare that nobody waits for',
    promise: 'P2',
    file: 'lambda/barista/barista.ts',
    find: 'await prepare(order);',
    replace: 'void prepare(order).catch(() => undefined);',
  },
  {
    name: 'a batch that fails as a whole',
    promise: 'P6',
    file: 'lambda/batch/batch.ts',
    find: "log('warn', 'release.failed', describe(error));",
    replace: 'throw error;',
  },
  {
    name: 'an order id in clear in an attribute',
    promise: 'P7',
    file: 'lambda/aws/order-queue.ts',
    find: "StringValue: 'application/json'",
    replace: 'StringValue: message.orderId',
  },
  {
    name: 'an order id in clear in the log',
    promise: 'P7',
    file: 'lambda/tell.ts',
    find: "log('info', type, { order: logName(orderId), number, version });",
    replace: "log('info', type, { order: orderId, number, version });",
  },
];

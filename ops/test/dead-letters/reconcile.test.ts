import { randomUUID } from 'node:crypto';
import { asciiJson } from '../../../lambda/aws/ascii-json.ts';
import { aMessage } from '../../../test/support/orders.ts';
import { reconcileQueue } from '../../dead-letters/reconcile.ts';
import { aTarget, stubDynamodb } from '../support/context.ts';
import { aQueue, fakeDlq, receivedLetter } from '../support/letters.ts';

it('counts an order once in a dry run, although it has two letters', async () => {
  // GIVEN
  const [twice, once] = [aMessage({ orderId: randomUUID() }), aMessage({ orderId: randomUUID() })];
  const letters = [twice, twice, once].map((message, n) => ({
    ...receivedLetter(`a${n}`),
    Body: asciiJson({ ...message, placedAt: new Date().toISOString() }),
  }));
  const queue = aQueue();
  const { dynamodb, inputsOf } = stubDynamodb(() => ({})); // it has no record
  const target = aTarget({ sqs: fakeDlq({ queue, letters }).sqs, dynamodb });

  // WHEN
  const { signal } = new AbortController();
  const result = await reconcileQueue({ target, queue, dryRun: true, signal });

  // THEN
  expect(result.letters.map(({ outcome }) => outcome)).toEqual([
    { kind: 'recorded', orderId: twice.orderId, from: 'none' },
    { kind: 'stuck', orderId: twice.orderId },
    { kind: 'recorded', orderId: once.orderId, from: 'none' },
  ]);
  expect(inputsOf('UpdateItem')).toEqual([]);
});

import { wireBarista } from '../../lambda/barista/wire.ts';
import { work } from '../../lambda/product/index.ts';
import { stubAws } from '../support/aws-stub.ts';
import { later } from '../support/later.ts';
import { loadOf } from '../support/load.ts';
import { recordingLog } from '../support/log.ts';
import { lambdaContext, sqsEvent, sqsRecord } from '../support/sqs.ts';

const url = (name: string) => `https://sqs/1/${name}`;
const environment = {
  ...{ ORDERS_QUEUE_URL: url('orders'), ORDERS_DLQ_URL: url('orders-dlq') },
  ...{ TABS_QUEUE_URL: url('tabs.fifo'), TABS_DLQ_URL: url('tabs-dlq.fifo') },
  ...{ PICKUPS_QUEUE_URL: url('pickups'), PICKUPS_DLQ_URL: url('pickups-dlq') },
  ...{ ORDER_TABLE_NAME: 'orders', CLAIM_CHECK_BUCKET_NAME: 'claim-checks', ORDER_EVENTS_TOPIC_ARN: 'arn' },
  ...{ LEASE_MILLISECONDS: '20000', RECORD_MILLISECONDS: '5000', ...work.environment('demo') },
};

it.each([
  ['orders', undefined],
  ['tabs.fifo', 'stop'],
])('acknowledges a poison pill on %s and logs it, without a call to AWS', async (queue, group) => {
  const { connect, calls } = stubAws();
  const { log, lines } = recordingLog();
  const clock = { now: () => 0, nextTurn: setImmediate, later, newId: () => 'id' };
  const barista = wireBarista({
    environment,
    connect,
    load: loadOf(connect),
    prepare: async () => undefined,
    ...clock,
    log,
  });

  const pill = sqsRecord('{ "v": 1, "type": "worker.stop" }', {
    queue,
    messageId: 'pill',
    ...(group ? { group } : {}),
  });
  expect(await barista(sqsEvent(pill), lambdaContext())).toEqual({ batchItemFailures: [] });
  expect(calls).toEqual([]);
  expect(lines).toEqual([{ level: 'info', event: 'stop.ignored', fields: { messageId: 'pill', queue } }]);
});

import { createLazyClaimCheck } from '../../../lambda/aws/lazy/claim-check.ts';
import { loadOnce } from '../../../lambda/aws/lazy/load.ts';
import { createLazySourceQueues } from '../../../lambda/aws/lazy/source-queues.ts';
import { ServiceError } from '../../../lambda/aws/service-error.ts';
import { stubAws } from '../../support/aws-stub.ts';
import { loadOf } from '../../support/load.ts';
import { sqsRecord } from '../../support/sqs.ts';

const timeout = { attempts: 2, milliseconds: 500 };
const queues = [{ queueUrl: 'https://sqs/1/orders', dlqUrl: 'https://sqs/1/orders-dlq' }];

/** Loads the stubs, and counts how often. The first loads fail with these errors. */
const aLoad = (...errors: readonly Error[]) => {
  const aws = stubAws();
  const loaded = loadOf(aws.connect);
  const loads: string[] = [];
  const count = async (service: string): Promise<void> => {
    loads.push(service);
    const error = errors[loads.length - 1];
    if (error) throw error;
  };
  const load = {
    s3: async () => count('s3').then(loaded.s3),
    sqs: async () => count('sqs').then(loaded.sqs),
  };
  return { load, loads, calls: aws.calls };
};

it('loads nothing for a body that is in its message', async () => {
  const { load, loads } = aLoad();
  const { fetchBody } = createLazyClaimCheck({ load, timeout, bucketName: 'claim-checks' });
  expect(await fetchBody('{}')).toEqual({ body: '{}', key: undefined });
  expect(loads).toEqual([]);
});

it('loads a client once, for the first call that needs it, and gives it its limits', async () => {
  const { load, loads, calls } = aLoad();
  const { sourceQueues, forwardTo } = createLazySourceQueues({ load, timeout, queues });
  expect(loads).toEqual([]);
  const record = sqsRecord('{}', { queue: 'orders' });
  await Promise.all([
    sourceQueues.setVisibility([{ record, seconds: 1 }]),
    forwardTo('https://sqs/1/orders')(record),
    forwardTo('https://sqs/1/orders')(record),
  ]);
  expect(loads).toEqual(['sqs']);
  expect(calls.map(({ call }) => call)).toEqual([
    'sqs ChangeMessageVisibilityBatch',
    'sqs SendMessage',
    'sqs SendMessage',
  ]);
  expect(new Set(calls.map((call) => call.timeout))).toEqual(new Set([timeout]));
});

it('fails so that the message is retried when a client does not load, and loads it next time', async () => {
  const cause = new Error('too many open files');
  const { load, loads } = aLoad(cause);
  const part = loadOnce('sqs', load.sqs);
  const [first, second] = await Promise.allSettled([part(), part()]);
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', operation: 'load', cause } });
  expect(first).toMatchObject({ reason: expect.any(ServiceError) });
  expect(second).toEqual(first);
  await expect(part()).resolves.toMatchObject({ connect: expect.any(Function) });
  expect(loads).toEqual(['sqs', 'sqs']);
});

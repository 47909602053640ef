import {
  GetEventSourceMappingCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { workers } from '../../lib/workers.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { arnOf, depth, place, reaches, stored } from '../../test/journey/support/orders.ts';
import { until } from '../../test/journey/support/until.ts';

describe("Lambda's event source mappings of the local shop", () => {
  let shop: Shop;
  let lambda: LambdaClient;
  beforeAll(async () => {
    shop = await launchShop();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    lambda = new LambdaClient({ region: 'us-east-1', credentials, endpoint: shop.target.url, maxAttempts: 1 });
  });
  afterAll(() => {
    lambda.destroy();
    return shop.stop();
  });

  const list = async (input = {}) =>
    (await lambda.send(new ListEventSourceMappingsCommand(input))).EventSourceMappings ?? [];
  const mappingOf = async (queueUrl: string) => {
    const [mapping] = await list({ EventSourceArn: await arnOf(shop.target, queueUrl) });
    return mapping ?? {};
  };
  const stateOf = async (UUID?: string) => (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;
  const setEnabled = (UUID: string | undefined, Enabled: boolean) =>
    lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  const becomes = (UUID: string | undefined, state: string) =>
    until(
      () => stateOf(UUID),
      (seen) => seen === state,
      { seconds: 10 },
    );

  it('are listed for a queue, for a function by its name or its ARN, and all together', async () => {
    const { outputs } = shop.target;
    const mapping = await mappingOf(outputs.OrdersQueueUrl);
    expect(mapping).toMatchObject({
      UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      EventSourceArn: await arnOf(shop.target, outputs.OrdersQueueUrl),
      FunctionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1:000000000000:function:/),
      State: 'Enabled',
      BatchSize: expect.any(Number),
      LastModified: expect.any(Date),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const FunctionArn = mapping.FunctionArn ?? '';
    const [byArn, byName] = await Promise.all(
      [FunctionArn, FunctionArn.split(':').at(-1)].map((FunctionName) => list({ FunctionName })),
    );
    expect(byArn).toHaveLength(3);
    expect(byName).toEqual(byArn);
    expect(await list()).toHaveLength(5 + workers.length);
  });

  it('stop polling when they are disabled, and poll again at once when they are enabled', async () => {
    // GIVEN a mapping that is disabled while an order is on its queue
    const { target } = shop;
    const { UUID } = await mappingOf(target.outputs.OrdersQueueUrl);
    expect(await setEnabled(UUID, false)).toMatchObject({ State: 'Disabling', UUID });
    await becomes(UUID, 'Disabled');

    // WHEN orders arrive
    const waiting = await place(target);
    const onTab = await place(target, { tab: 'table-7' });

    // THEN the other mappings work, and this one leaves its order on the queue
    await reaches(target, onTab.orderId, 'READY', 10);
    expect(await depth(target, target.outputs.OrdersQueueUrl)).toBe(1);
    expect(await stored(target, [waiting.orderId])).toMatchObject([{ status: 'PLACED', attempts: 0 }]);
    const health: unknown = await (await fetch(`${target.url}/_local/health`)).json();
    expect(health).toMatchObject({
      mappings: expect.arrayContaining([expect.objectContaining({ state: 'Disabled', inFlight: 0 })]),
    });

    // WHEN it is enabled
    expect(await setEnabled(UUID, true)).toMatchObject({ State: 'Enabling', UUID });

    // THEN
    await reaches(target, waiting.orderId, 'READY', 5);
    expect(await stateOf(UUID)).toBe('Enabled');
  });

  it('refuse a change while an earlier one is in progress', async () => {
    const { UUID } = await mappingOf(shop.target.outputs.PickupsQueueUrl);
    await setEnabled(UUID, false);
    await expect(setEnabled(UUID, true)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await becomes(UUID, 'Disabled');
    await setEnabled(UUID, true);
    await becomes(UUID, 'Enabled');
  });

  it('refuse a mapping and a function that do not exist, and a change of anything but Enabled', async () => {
    const notFound = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    const unknown = '00000000-0000-4000-8000-000000000000';
    await expect(stateOf(unknown)).rejects.toMatchObject(notFound);
    await expect(setEnabled(unknown, false)).rejects.toMatchObject(notFound);
    await expect(list({ FunctionName: 'roaster' })).rejects.toMatchObject(notFound);
    const { UUID } = await mappingOf(shop.target.outputs.TabsQueueUrl);
    await expect(lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 3 }))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('BatchSize'),
    });
    expect(await stateOf(UUID)).toBe('Enabled');
  });

  it('do not change the invocation of a function', async () => {
    const { FunctionArn = '' } = await mappingOf(shop.target.outputs.OrdersQueueUrl);
    const Payload = JSON.stringify({ Records: [] });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: FunctionArn.split(':').at(-1), Payload }));
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ batchItemFailures: [] });
  });
});

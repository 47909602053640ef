import { mailedEventTypes } from '../../lambda/order/event.ts';
import { configFor } from '../../lib/config.ts';
import { createStacks } from '../../lib/create-stacks.ts';
import { importNumbers } from '../../lib/imports.ts';
import { stageNames } from '../../lib/stage-names.ts';
import { workers } from '../../lib/workers.ts';
import { anApp } from '../../test/support/synth.ts';
import { readAssembly } from '../template/assembly.ts';
import { createResolve } from '../template/intrinsics.ts';
import { readResources, type TemplateResources } from '../template/resources.ts';
import { createReturnValues } from '../template/return-values.ts';

/** What the local shop reads from the templates of a stage, with every optional part of the API. */
const resourcesOf = async (stage: string) => {
  const app = anApp();
  const config = configFor(stage);
  const clients = { names: ['kiosk'], rateLimit: 1, burstLimit: 1 };
  createStacks(app, { ...config, api: { ...config.api, clients } });
  const stacks = await readAssembly(app.synth().directory);
  const returnValuesOf = createReturnValues({ sqs: 'http://127.0.0.1:1' });
  return readResources(stacks, createResolve(stacks, returnValuesOf), returnValuesOf);
};

describe.each(stageNames)('the templates of stage %s', (stage) => {
  let resources: TemplateResources;
  beforeAll(async () => {
    resources = await resourcesOf(stage);
  });

  it('have no type that the local shop does not know', () => {
    expect(resources.unknown).toEqual([]);
  });

  it('limit the concurrent requests of each route as the stage does', () => {
    const { callLimits, burstLimit: ofStage } = configFor(stage).api;
    const limits: Readonly<Record<string, { readonly burstLimit: number }>> = {
      ...callLimits,
      ...importNumbers.callLimits,
    };
    expect(resources.routes.length).toBeGreaterThan(Object.keys(limits).length);
    for (const { method, resource, burstLimit } of resources.routes)
      expect({ resource, burstLimit }).toEqual({
        resource,
        burstLimit: limits[`${method} ${resource}`]?.burstLimit ?? ofStage,
      });
  });

  it('give each queue its attributes, with its dead-letter queue', () => {
    const { barista, queues: numbers } = configFor(stage);
    for (const name of ['Orders', 'Tabs', 'Pickups']) {
      const [queue, dlq] = [`${name}Queue`, `${name}Dlq`].map((id) =>
        resources.queues.find((each) => each.name.includes(`-${id}`)),
      );
      const { RedrivePolicy = '', ...attributes } = queue?.attributes ?? {};
      expect(JSON.parse(RedrivePolicy)).toEqual({
        deadLetterTargetArn: dlq?.arn,
        maxReceiveCount: numbers.maxReceiveCount,
      });
      expect(attributes).toMatchObject({
        VisibilityTimeout: String(barista.visibilityTimeout.toSeconds()),
        MessageRetentionPeriod: String(numbers.retention.toSeconds()),
      });
      expect(queue?.attributes.FifoQueue).toBe(name === 'Tabs' ? 'true' : undefined);
    }
  });

  it('give the queue of receipts only the events that customers are mailed about, without an envelope', () => {
    const queue = resources.queues.find(({ name }) => name.includes('-ReceiptsQueue'));
    const [subscription] = resources.subscriptions.filter(({ endpoint }) => endpoint === queue?.arn);
    expect(subscription?.attributes.RawMessageDelivery).toBe('true');
    expect(JSON.parse(subscription?.attributes.FilterPolicy ?? '')).toEqual({ type: [...mailedEventTypes] });
  });

  it('give each function its timeout, its memory and its variables', () => {
    const { api, barista, receipts } = configFor(stage);
    const timeouts = {
      cashier: api.timeout,
      counter: api.timeout,
      barista: barista.timeout,
      receipts: receipts.timeout,
    };
    for (const [name, timeout] of Object.entries(timeouts)) {
      const found = resources.functions.find((each) => each.name === name);
      expect(found).toMatchObject({ timeoutSeconds: timeout.toSeconds(), memoryMegabytes: 512 });
      expect(found?.variables.ORDER_TABLE_NAME).toBe(resources.tables[0]?.name);
    }
  });

  it('start the functions of the shop, and none that runs only during a deployment', () => {
    expect(resources.functions.map(({ name }) => name)).toEqual([
      'cashier',
      'counter',
      'barista',
      'receipts',
      'importer',
      ...workers.map((worker) => worker.function),
    ]);
  });
});

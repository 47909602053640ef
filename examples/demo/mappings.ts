import * as v from 'valibot';
import type { Scene } from './scene.ts';
import type { Shop } from './shop.ts';
import { until } from './until.ts';

const mappingSchema = v.object({ UUID: v.string(), EventSourceArn: v.string(), State: v.string() });
const mappingsSchema = v.object({ EventSourceMappings: v.array(mappingSchema) });

/** A mapping that is disabled first ends the poll that it has begun. */
const LIMIT_SECONDS = 15;

/**
 * Enables or disables the mappings of the three order queues by Lambda's API, and waits until Lambda has done it. On AWS the SDK
 * signs these calls, and everything else is the same.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export const setMappings = async ({ shop, signal }: Scene, state: 'Enabled' | 'Disabled'): Promise<void> => {
  const url = `${shop.endpoints.lambda}/2015-03-31/event-source-mappings/`;
  const queues = queueNames(shop);
  const listMappings = async () => {
    const { EventSourceMappings } = v.parse(mappingsSchema, await (await fetch(url)).json());
    return EventSourceMappings.filter(({ EventSourceArn }) => queues.includes(lastPart(EventSourceArn, ':')));
  };
  for (const { UUID } of await listMappings())
    await fetch(`${url}${UUID}`, { method: 'PUT', body: JSON.stringify({ Enabled: state === 'Enabled' }) });
  const readStates = async () => (await listMappings()).map(({ State }) => State);
  await until(readStates, (states) => states.length === queues.length && states.every((seen) => seen === state), {
    what: `the state of each mapping of the barista is ${state}`,
    seconds: LIMIT_SECONDS,
    signal,
  });
};

const queueNames = ({ outputs: { OrdersQueueUrl, TabsQueueUrl, PickupsQueueUrl } }: Shop): string[] =>
  [OrdersQueueUrl, TabsQueueUrl, PickupsQueueUrl].map((queueUrl) => lastPart(queueUrl, '/'));

const lastPart = (text: string, separator: string): string => text.split(separator).at(-1) ?? '';

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { marshall } from '@aws-sdk/util-dynamodb';
import { aRecord } from '../../test/support/orders.ts';
import { readMappings } from '../mappings.ts';
import { readLane } from '../orders/board.ts';
import { readRecords } from '../orders/records.ts';
import { scanFor } from '../orders/scan.ts';
import { createLogReader } from '../target/log-groups.ts';
import { aContext, aTarget, stubDynamodb } from './support/context.ts';
import { aQueue } from './support/letters.ts';

const region = 'us-east-1';
const aRecordOf = (n: number) =>
  aRecord({
    orderId: `3f1a5c0e-8f0b-4c39-9a43-${String(n).padStart(12, '0')}`,
    placedAt: `2026-11-21T09:00:0${n % 10}.000Z`,
  });
const [first, second, third] = [aRecordOf(1), aRecordOf(2), aRecordOf(3)];
const itemOf = (record: object) => marshall({ ...record }, { removeUndefinedValues: true });

describe('the records of orders', () => {
  /** A table that reads at most so many keys of a batch. */
  const aTable = (most: number) =>
    stubDynamodb((_operation, input) => {
      const keys: readonly { readonly orderId: { readonly S: string } }[] = Object(input).RequestItems.orders.Keys;
      const found = keys.slice(0, most).map(({ orderId }) => itemOf(aRecord({ orderId: orderId.S })));
      const rest = keys.slice(most);
      return { Responses: { orders: found }, ...(rest.length > 0 && { UnprocessedKeys: { orders: { Keys: rest } } }) };
    });

  it('are read in batches of 100, in the given order', async () => {
    const ids = Array.from({ length: 250 }, (_, n) => aRecordOf(n).orderId);
    const { dynamodb, inputsOf } = aTable(100);
    const records = await readRecords(aTarget({ dynamodb }), ids);
    expect(records.map(({ orderId }) => orderId)).toEqual(ids);
    expect(inputsOf('BatchGetItem')).toHaveLength(3);
  });

  it('are asked for again as long as DynamoDB leaves some out', async () => {
    const ids = [first, second, third].map(({ orderId }) => orderId);
    const records = await readRecords(aTarget({ dynamodb: aTable(1).dynamodb }), ids);
    expect(records.map(({ orderId }) => orderId)).toEqual(ids);
  });

  it('fail if DynamoDB leaves some out for ever', async () => {
    const reading = readRecords(aTarget({ dynamodb: aTable(0).dynamodb }), [first.orderId]);
    await expect(reading).rejects.toMatchObject({ exitCode: 3 });
  });
});

/** Answers each call with the next page. The last one has no key of a next page. */
const pagesOf = (pages: readonly (readonly object[])[]) =>
  stubDynamodb((operation, input) => {
    if (operation === 'DescribeTable') return { Table: { ItemCount: 3, TableSizeBytes: 3000 } };
    const n = Number(Object(input).ExclusiveStartKey?.orderId.S ?? 0);
    const next = n + 1 < pages.length ? { LastEvaluatedKey: { orderId: { S: String(n + 1) } } } : {};
    return { Items: (pages[n] ?? []).map(itemOf), ConsumedCapacity: { CapacityUnits: 1 }, ...next };
  });

it('the lane of a board is read to its last page, unless enough orders are found', async () => {
  const pages = [[first], [], [second, third]];
  const read = async (options: { readonly most?: number } = {}) => {
    const { dynamodb, inputsOf } = pagesOf(pages);
    const found = await readLane(aTarget({ dynamodb }), 'stuck', options);
    const partitions = new Set(
      inputsOf('Query').map((input) => JSON.stringify(Object(input).ExpressionAttributeValues)),
    );
    return { found: found.length / partitions.size, calls: inputsOf('Query').length / partitions.size };
  };
  expect(await read()).toEqual({ found: 3, calls: 3 });
  expect(await read({ most: 1 })).toEqual({ found: 1, calls: 1 });
});

describe('the scan of a table', () => {
  it('is read to its last page, and adds up the read units', async () => {
    const target = aTarget({ dynamodb: pagesOf([[second], [], [first, third]]).dynamodb });
    const { orders, usedReadUnits } = await scanFor(aContext(target).context, target, first.number, { yes: true });
    expect(orders.map(({ orderId }) => orderId)).toEqual([first, second, third].map(({ orderId }) => orderId));
    expect(usedReadUnits).toBe(3);
  });

  it('reads nothing without an answer to its question', async () => {
    const { dynamodb, inputsOf } = pagesOf([[first]]);
    const target = aTarget({ dynamodb });
    const { context, said } = aContext(target);
    await expect(scanFor(context, target, first.number, { yes: false })).rejects.toMatchObject({ exitCode: 2 });
    expect({ asked: said.questions.length, scans: inputsOf('Scan') }).toEqual({ asked: 1, scans: [] });
  });
});

it('the mappings of a queue are read to their last page', async () => {
  const pages = [
    { EventSourceMappings: [{ UUID: '1', State: 'Enabled' }], NextMarker: 'more' },
    { EventSourceMappings: [{ UUID: '2', State: 'Disabled' }] },
  ];
  const client = Object.assign(new LambdaClient({ region }), { send: async () => pages.shift() });
  expect((await readMappings(client, aQueue())).map(({ uuid }) => uuid)).toEqual(['1', '2']);
});

it('the log lines of a stage are read to the last page of its resources and of each log group', async () => {
  const group = (name: string) => ({
    ...{ LogicalResourceId: `${name}Logs4D1F2A3B`, ResourceType: 'AWS::Logs::LogGroup', PhysicalResourceId: name },
  });
  const stacks = [
    { StackResourceSummaries: [group('Barista')], NextToken: 'more' },
    { StackResourceSummaries: [group('Counter')] },
  ];
  const cloudFormation = Object.assign(new CloudFormationClient({ region }), { send: async () => stacks.shift() });
  const logs = Object.assign(new CloudWatchLogsClient({ region }), {
    send: async ({ input }: { readonly input: { readonly logGroupName: string; readonly nextToken?: string } }) => {
      const event = { timestamp: input.nextToken ? 2 : 1, message: `a word of ${input.logGroupName}` };
      return { events: [event], ...(input.nextToken ? {} : { nextToken: 'more' }) };
    },
  });
  const readLogs = createLogReader({ cloudFormation, logs, stackName: 'a-stack', isEmulated: false });
  const lines = await readLogs({ since: new Date(0), word: 'word' });
  expect(lines.map(({ message }) => message)).toEqual([
    ...['a word of Barista', 'a word of Counter'],
    ...['a word of Barista', 'a word of Counter'],
  ]);
});

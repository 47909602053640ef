import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { createImportStore } from '../../lambda/aws/import-store.ts';
import * as environment from '../../lambda/environment.ts';
import { importerVariables } from '../../lambda/importer/variables.ts';
import { log } from '../../lambda/log.ts';

type Create = (timeout: typeof TIMEOUT) => object;

type Wiring = {
  readonly environment: Readonly<Record<string, string>>;
  readonly connect: Readonly<Record<string, Create>>;
  readonly load?: Readonly<Record<string, () => Promise<{ readonly connect: Create }>>>;
};

const TIMEOUT = { attempts: 2, milliseconds: 250 };
const before = process.env;

/** What a handler passes to `wire.ts`, with a value for each of its variables. */
const wiringOf = async (name: string, variables: readonly string[]): Promise<Wiring> => {
  process.env = { ...before, AWS_REGION: 'eu-central-1', ...Object.fromEntries(variables.map((v) => [v, '1'])) };
  const wire = `wire${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  jest.doMock(`../../lambda/${name}/wire.ts`, () => ({ [wire]: (wiring: Wiring) => wiring }));
  const { handler } = await import(`../../lambda/${name}/handler.ts`);
  return handler;
};

afterEach(() => {
  process.env = before;
});

describe.each([
  ['cashier', environment.cashierVariables, ['dynamodb', 'sqs'], ['s3']],
  ['counter', environment.counterVariables, ['dynamodb', 'sns', 'sqs'], ['s3']],
  ['barista', environment.baristaVariables, ['dynamodb', 'sns'], ['s3', 'sqs']],
  ['receipts', environment.receiptsVariables, ['dynamodb', 'ses'], ['sqs']],
  ['importer', importerVariables, ['s3', 'sqs'], []],
])('the handler of the %s', (name, variables, services, loaded) => {
  const clientOf = {
    dynamodb: 'DynamoDBClient',
    s3: 'S3Client',
    ses: 'SESv2Client',
    sns: 'SNSClient',
    sqs: 'SQSClient',
  };

  it('reads its environment, the clock and the log, and connects to its services within the limits given', async () => {
    const wiring = await wiringOf(name, variables);
    expect(wiring).toMatchObject({
      environment: Object.fromEntries(variables.map((v) => [v, '1'])),
      now: Date.now,
      log,
    });
    expect(Object.keys(wiring.connect).sort()).toEqual(services);
    for (const [service, create] of Object.entries(wiring.connect)) expectClient(service, create);
  });

  it('loads the clients that only failures and long orders need', async () => {
    const { load = {} } = await wiringOf(name, variables);
    expect(Object.keys(load).sort()).toEqual(loaded);
    for (const [service, loadPart] of Object.entries(load)) expectClient(service, (await loadPart()).connect);
  });

  const expectClient = (service: string, create: Create): void => {
    const client = create(TIMEOUT);
    expect(client.constructor.name).toBe(Reflect.get(clientOf, service));
    expect(client).toMatchObject({ config: { requestHandler: { milliseconds: TIMEOUT.milliseconds } } });
    const names: readonly string[] = Object(client).middlewareStack.identify();
    expect(names.includes('shortChain - initialize')).toBe(['dynamodb', 'sns'].includes(service));
  };
});

it('gives the barista the work of the product, random ids and the next turn of the event loop', async () => {
  const wiring = await wiringOf('barista', environment.baristaVariables);
  expect(wiring).toMatchObject({ prepare: expect.any(Function), newId: randomUUID, nextTurn: setImmediate });
});

it('signs an upload of the importer without the checksum of an empty body', async () => {
  const { connect } = await wiringOf('importer', importerVariables);
  process.env.AWS_ACCESS_KEY_ID = 'a';
  process.env.AWS_SECRET_ACCESS_KEY = 'b';
  const client = connect.s3?.(TIMEOUT);
  if (!(client instanceof S3Client)) throw new Error('the importer should have a client of S3, got none');
  const store = createImportStore({ client, bucketName: 'imports' });
  const { url } = await store.signUpload({ importId: 'a', bytes: 9, contentType: 'text/csv' });
  expect(url).not.toMatch(/checksum/i);
});

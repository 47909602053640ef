import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync, type Metafile } from 'esbuild';
import { bundleOptions, sdkAliases } from '../../lib/bundle.ts';

const ROOT = join(__dirname, '..', '..');

/** Sends one call with each client, and writes where it goes instead. */
const PROBE = `
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
  import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
  import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
  import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
  import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

  const seen = {};
  const options = (name) => ({
    requestHandler: { handle: async ({ protocol, hostname, port, headers }) => {
      seen[name] = { to: protocol + '//' + hostname + (port ? ':' + port : ''), signed: headers.authorization };
      throw Object.assign(new Error('no answer'), { name: 'Aborted' });
    } },
    maxAttempts: 1,
  });
  const calls = {
    dynamodb: () => new DynamoDBClient(options('dynamodb')).send(new GetItemCommand({ TableName: 'a', Key: {} })),
    s3: () => new S3Client(options('s3')).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a' })),
    ses: () => new SESv2Client(options('ses')).send(new SendEmailCommand({ Content: {} })),
    sns: () => new SNSClient(options('sns')).send(new PublishBatchCommand({ TopicArn: 'a', PublishBatchRequestEntries: [] })),
    sqs: () => {
      const client = new SQSClient({ ...options('sqs'), useQueueUrlAsEndpoint: false });
      return client.send(new SendMessageCommand({ QueueUrl: 'a', MessageBody: 'a' }));
    },
  };
  for (const [name, call] of Object.entries(calls))
    await call().catch((error) => { seen[name] ??= { failed: error.message }; });
  process.stdout.write(JSON.stringify(seen));
`;

let folder: string;
beforeAll(() => {
  mkdirSync(join(ROOT, '.orderboard'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.orderboard', 'sdk-')); // the packages are found from there
  writeFileSync(join(folder, 'probe.ts'), PROBE);
  buildSync({ ...bundleOptions('cashier'), entryPoints: [join(folder, 'probe.ts')], outdir: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Seen = Readonly<Record<string, { readonly to?: string; readonly signed?: string; readonly failed?: string }>>;

/** Where the calls of the bundled SDK go in an environment. */
const callsIn = (environment: Readonly<Record<string, string>>): Seen => {
  const code = `await import('${pathToFileURL(join(folder, 'index.mjs')).href}')`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', ...environment },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
};

const placesOf = (seen: Seen) => Object.fromEntries(Object.entries(seen).map(([name, { to }]) => [name, to]));

it.each([
  ['eu-central-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'amazonaws.com'],
])('calls the services of %s', (region, domain) => {
  const seen = callsIn({ AWS_REGION: region });
  expect(placesOf(seen)).toEqual({
    dynamodb: `https://dynamodb.${region}.${domain}`,
    s3: `https://bucket.s3.${region}.${domain}`,
    ses: `https://email.${region}.${domain}`,
    sns: `https://sns.${region}.${domain}`,
    sqs: `https://sqs.${region}.${domain}`,
  });
  expect(seen.dynamodb?.signed).toContain(`/${region}/dynamodb/aws4_request`);
});

it('calls the endpoint of the environment, as LocalStack needs it', () => {
  const seen = callsIn({ AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: 'http://localhost:4566' });
  expect(placesOf(seen)).toMatchObject({ dynamodb: 'http://localhost:4566', sns: 'http://localhost:4566' });
});

it('calls FIPS and dual-stack endpoints if the environment asks for them', () => {
  const fips = callsIn({ AWS_REGION: 'us-east-1', AWS_USE_FIPS_ENDPOINT: 'true' });
  expect(fips.dynamodb?.to).toBe('https://dynamodb-fips.us-east-1.amazonaws.com');
  const dual = callsIn({ AWS_REGION: 'eu-central-1', AWS_USE_DUALSTACK_ENDPOINT: 'true' });
  expect(dual.sns?.to).toBe('https://sns.eu-central-1.api.aws');
});

it('says what is wrong with a setting', () => {
  expect(callsIn({}).dynamodb?.failed).toBe('AWS_REGION should be set, got no value');
  expect(callsIn({ AWS_REGION: 'a', AWS_USE_FIPS_ENDPOINT: 'yes' }).dynamodb?.failed).toBe(
    "AWS_USE_FIPS_ENDPOINT should be true or false, got 'yes'",
  );
});

const metafiles = ['barista', 'cashier', 'counter', 'receipts'].map(
  (name): Metafile => buildSync({ ...bundleOptions(name), write: false, metafile: true }).metafile,
);

it.each(Object.keys(sdkAliases))('needs the replacement of %s: the SDK still imports it', (name) => {
  const imports = metafiles.flatMap(({ inputs }) => Object.values(inputs)).flatMap((input) => input.imports);
  expect(imports.filter(({ original }) => original === name)).not.toEqual([]);
});

it.each([
  ['credential-provider-sso', '@aws-sdk/credential-provider-sso/'],
  ['credential-provider-ini', '@aws-sdk/credential-provider-ini/'],
  ['nested clients', '@aws-sdk/nested-clients/'],
  ['the endpoint cache', 'mnemonist/'],
  ['profile files', '/shared-ini-file-loader/'],
  ['the metadata of a computer', 'getInstanceMetadataRegion'],
  ['SHA-256 in JavaScript', 'Sha256Js'],
])('bundles nothing of %s', (_what, part) => {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  expect(inputs.filter(([path, { bytesInOutput }]) => path.includes(part) && bytesInOutput > 0)).toEqual([]);
});

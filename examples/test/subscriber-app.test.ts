import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../test/journey/support/target.ts';

const topicArn = 'arn:aws:sns:eu-central-1:123456789012:orderboard-dev-order-events';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderboard-subscriber-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Synthesizes the app as `cdk` does, without bundles. */
const synthesize = (context: Record<string, unknown>) => {
  const CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context });
  const env = { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: folder };
  return spawnSync(process.execPath, ['examples/subscriber/app.ts'], { cwd: ROOT, env, encoding: 'utf8' });
};

it('synthesizes a stack that subscribes to the topic and sends alerts to the address', () => {
  const { status, stderr } = synthesize({ topicArn, email: 'team@example.org' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const template = readFileSync(join(folder, 'StuckAlerts.template.json'), 'utf8');
  expect(template).toContain(topicArn);
  expect(template).toContain('team@example.org');
});

it.each([
  [{}, 'none'],
  [{ topicArn: 'order-events' }, "'order-events'"],
  [{ topicArn: 'arn:aws:sqs:eu-central-1:123456789012:orders' }, "'arn:aws:sqs:eu-central-1:123456789012:orders'"],
  [{ topicArn: `${topicArn}:5f0c7a52` }, `'${topicArn}:5f0c7a52'`],
])('refuses a topicArn that is not the ARN of a topic, in one line: %j', (context, got) => {
  const { status, stderr } = synthesize(context);
  expect(status).toBe(1);
  expect(stderr).toBe(
    `-c topicArn should be the ARN of a topic, got ${got}: take the output OrderEventsTopicArn of the shop\n`,
  );
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../journey/support/target.ts';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'orderboard-app-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

/** Runs the app as the CDK does, with this context and without bundled functions. */
const run = (context: object, { isChecked = false } = {}) => {
  const { CDK_VALIDATION: _given, ...inherited } = process.env;
  const CDK_CONTEXT_JSON = JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] });
  const env = { ...inherited, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON, ...(!isChecked && { CDK_VALIDATION: 'false' }) };
  return spawnSync(process.execPath, [join(ROOT, 'bin', 'orderboard.ts')], { cwd: ROOT, env, encoding: 'utf8' });
};
const templateOf = (stack: string): string => readFileSync(join(outdir, `${stack}.template.json`), 'utf8');

it('takes each value of the context', () => {
  const context = { stage: 'prod', sender: 'shop@shop.example.com', alarms: 'ops@shop.example.com' };
  const { status } = run({ ...context, compute: 'containers', without: 'tabs' });
  expect(status).toBe(0);
  expect(templateOf('Service')).toContain('shop@shop.example.com');
  expect(templateOf('Service')).toContain('AWS::ECS::Service');
  expect(templateOf('Service')).toContain('orderboard-prod');
  expect(templateOf('Monitoring')).toContain('ops@shop.example.com');
  expect(templateOf('State')).toContain('OrdersQueueUrl');
  expect(templateOf('State')).not.toContain('TabsQueueUrl');
});

it('is the stage dev without a stage, and mails nobody with mail=off', () => {
  expect(run({ mail: 'off' }).status).toBe(0);
  expect(templateOf('Service')).toContain('orderboard-dev');
  expect(templateOf('Service')).not.toContain('AWS::SES::ConfigurationSet');
});

it('fails in one sentence for a wrong value', () => {
  const { status, stderr } = run({ stage: 'test' });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^-c stage should be [^\n]+, got 'test'\n$/),
  });
  expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
});

it('checks the templates with cdk-nag, unless the validation is off', () => {
  const report = join(outdir, 'validation-report.json');
  expect(run({ mail: 'off' }).status).toBe(0);
  expect(existsSync(report)).toBe(false);
  expect(run({ mail: 'off' }, { isChecked: true }).status).toBe(0);
  expect(existsSync(report)).toBe(true);
});

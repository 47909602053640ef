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

/** A hook of Node.js in which the module of the checks does not load. */
const REFUSE_CHECKS = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const resolve = (specifier, context, next) => {
    if (specifier.endsWith('/lib/checks.ts')) throw new Error('the checks load');
    return next(specifier, context);
  };
  registerHooks({ resolve });`)}`;

type Options = { readonly isValidated?: boolean; readonly checks?: 'refused' };

/** Runs the app as the CDK does, with this context and without bundled functions. */
const run = (context: object, { isValidated = false, checks }: Options = {}) => {
  const { CDK_VALIDATION: _given, ...inherited } = process.env;
  const env = {
    ...inherited,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] }),
    ...(!isValidated && { CDK_VALIDATION: 'false' }),
    ...(checks && { NODE_OPTIONS: REFUSE_CHECKS }),
  };
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

it('loads the checks of the templates, unless the validation is off', () => {
  expect(run({ mail: 'off' }, { checks: 'refused' }).status).toBe(0);
  const { status, stderr } = run({ mail: 'off' }, { checks: 'refused', isValidated: true });
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'the checks load\n' });
});

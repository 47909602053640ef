import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFunction, type LocalFunction } from '../functions/function.ts';

let folder: string;
const functions: LocalFunction[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop #1 100% '));
});
afterAll(() => {
  for (const created of functions) created.kill();
  rmSync(folder, { recursive: true, force: true });
});
jest.setTimeout(30_000);

/** A function with this code, its path no URL, as every path on Windows. */
const create = (code: string, { timeoutSeconds = 10, maxInstances = 3 } = {}): LocalFunction => {
  const modulePath = join(folder, `${randomUUID()}.mjs`);
  writeFileSync(modulePath, code);
  const created = createFunction(
    {
      name: 'barista',
      physicalName: 'Barista',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Barista',
      roleArn: 'arn:aws:iam:us-east-1:000000000000:Barista',
      ...{ modulePath, exportName: 'handler', timeoutSeconds, memoryMegabytes: 128 },
      ...{ concurrency: undefined, variables: {} },
    },
    { variables: {}, maxInstances, onLog: () => undefined },
  );
  functions.push(created);
  return created;
};

const SLEEP = `export const handler = ({ milliseconds, ...rest }) =>
  new Promise((resolve) => setTimeout(() => resolve(rest), milliseconds));`;
const answered = (value: unknown) => ({ kind: 'answered', value });
const failed = (errorType: string) => ({ kind: 'failed', error: expect.objectContaining({ errorType }) });

describe('a local function', () => {
  it('runs a bundle whose path is no URL', async () => {
    const made = create('export const handler = ({ drink }) => ({ made: drink });');
    expect(await made.invoke({ drink: 'latte' })).toEqual(answered({ made: 'latte' }));
  });

  it('works short events one after the other in one instance', async () => {
    const short = create(SLEEP);
    await short.invoke({ milliseconds: 0 }); // loads it
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => short.invoke({ milliseconds: 5, n })));
    expect(outcomes).toEqual([1, 2, 3, 4].map((n) => answered({ n })));
    expect(short.state()).toMatchObject({ running: 1, invocations: 5 });
  });

  it('starts further instances while all others work on slow events, up to its limit', async () => {
    const long = create(SLEEP);
    const outcomes = [1, 2, 3, 4].map((n) => long.invoke({ milliseconds: 3000, n }));
    expect(await Promise.all(outcomes)).toEqual([1, 2, 3, 4].map((n) => answered({ n })));
    expect(long.state()).toMatchObject({ running: 3, invocations: 4, errors: 0 });
  });

  it('ends an invocation at its timeout, and no other one', async () => {
    const late = create(SLEEP, { timeoutSeconds: 4 });
    const outcomes = await Promise.all([60_000, 1000, 0].map((milliseconds) => late.invoke({ milliseconds })));
    expect(outcomes).toEqual([failed('Sandbox.Timedout'), answered({}), answered({})]);
    expect(late.state()).toMatchObject({ timeouts: 1, errors: 1 });
  });

  it('ends an invocation that blocks its thread', async () => {
    const blocked = create('export const handler = ({ block }) => { while (block); return {}; };', {
      timeoutSeconds: 2,
    });
    const outcomes = await Promise.all([true, false].map((block) => blocked.invoke({ block })));
    expect(outcomes).toEqual([failed('Sandbox.Timedout'), answered({})]);
  });

  it('fails each event of a module that does not load', async () => {
    const broken = create("throw new Error('no beans');");
    broken.warm();
    expect(await Promise.all([broken.invoke({}), broken.invoke({})])).toEqual([
      failed('Runtime.UnhandledError'),
      failed('Runtime.UnhandledError'),
    ]);
  });
});

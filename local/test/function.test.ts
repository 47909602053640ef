import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
const writeModule = (code: string): string => {
  const modulePath = join(folder, `${randomUUID()}.mjs`);
  writeFileSync(modulePath, code);
  return modulePath;
};

/** A function with this code, its path no URL, as every path on Windows. */
type Settings = { readonly timeoutSeconds?: number; readonly maxInstances?: number; readonly concurrency?: number };
const create = (code: string, { timeoutSeconds = 10, maxInstances = 3, concurrency }: Settings = {}): LocalFunction => {
  const modulePath = writeModule(code);
  const created = createFunction(
    {
      name: 'barista',
      physicalName: 'Barista',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Barista',
      roleArn: 'arn:aws:iam:us-east-1:000000000000:Barista',
      ...{ modulePath, exportName: 'handler', timeoutSeconds, memoryMegabytes: 128 },
      ...{ concurrency, variables: {} },
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
    const made = create('export const handler = ({ job }) => ({ made: job });');
    expect(await made.invoke({ job: 'J-1' })).toEqual(answered({ made: 'J-1' }));
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
    const outcomes = [1, 2, 3, 4].map((n) => long.invoke({ milliseconds: 6000, n }));
    expect(await Promise.all(outcomes)).toEqual([1, 2, 3, 4].map((n) => answered({ n })));
    expect(long.state()).toMatchObject({ running: 3, invocations: 4, errors: 0 });
  });

  it('starts no more instances than the concurrency that its template reserves', async () => {
    const long = create(SLEEP, { concurrency: 1 });
    const outcomes = await Promise.all([1, 2].map((n) => long.invoke({ milliseconds: 1000, n })));
    expect(outcomes).toEqual([1, 2].map((n) => answered({ n })));
    expect(long.state()).toMatchObject({ running: 1, invocations: 2 });
  });

  it('kills every instance at once: the invocation fails, and its thread does nothing more', async () => {
    // GIVEN a function that writes to a file all the time, and never answers
    const file = join(folder, 'beats');
    const beating = create(`import { appendFileSync } from 'node:fs';
      export const handler = () => new Promise(() => setInterval(() => appendFileSync(${JSON.stringify(file)}, '.'), 5));`);
    const other = create(SLEEP);
    const invocation = beating.invoke({});
    while (!existsSync(file)) await other.invoke({ milliseconds: 5 });
    // WHEN
    expect(beating.kill()).toBe(1);
    // THEN
    expect(await invocation).toEqual(failed('Runtime.ExitError'));
    expect(beating.state()).toMatchObject({ running: 0, busy: 0, kills: 1, errors: 1 });
    await other.invoke({ milliseconds: 500 }); // a busy machine needs some time to end a thread
    const { size } = statSync(file);
    await other.invoke({ milliseconds: 200 });
    expect(statSync(file).size).toBe(size);
  });

  it('gives no instance to an event whose caller went away while the event waited', async () => {
    // GIVEN an event that takes all instances, and two events behind it
    const busy = create(SLEEP, { maxInstances: 1 });
    const first = busy.invoke({ milliseconds: 500 });
    let isWanted = true;
    const outcomes = [busy.invoke({ milliseconds: 0, n: 2 }, () => isWanted), busy.invoke({ milliseconds: 0, n: 3 })];

    // WHEN the caller of one of them goes away
    isWanted = false;

    // THEN it is not worked, and the other one is
    expect(await Promise.all([first, ...outcomes])).toEqual([answered({}), failed('Caller.Gone'), answered({ n: 3 })]);
    expect(busy.state()).toMatchObject({ invocations: 2, dropped: 1, errors: 0 });
  });

  // The limits leave a new instance time to load on a busy machine.
  it('ends an invocation at its timeout, and no other one', async () => {
    const late = create(SLEEP, { timeoutSeconds: 8 });
    const outcomes = await Promise.all([60_000, 1000, 0].map((milliseconds) => late.invoke({ milliseconds })));
    expect(outcomes).toEqual([failed('Sandbox.Timedout'), answered({}), answered({})]);
    expect(late.state()).toMatchObject({ timeouts: 1, errors: 1 });
  });

  it('ends an invocation that blocks its thread', async () => {
    const blocked = create('export const handler = ({ block }) => { while (block); return {}; };', {
      timeoutSeconds: 6,
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

/** A handler that waits, logs in the middle, and answers with the version of its code. */
const versionModule = (version: number): string =>
  writeModule(`export const handler = async ({ milliseconds }) => {
    const wait = () => new Promise((resolve) => setTimeout(resolve, milliseconds / 2));
    await wait();
    console.log('a line');
    await wait();
    return ${version};
  };`);

describe('a local function with new code', () => {
  it('finishes a running invocation on the old code, and gives each later one the new code', async () => {
    const changing = create('export const handler = () => 0;');
    expect(await changing.replace(versionModule(1))).toBeUndefined();
    const running = changing.invoke({ milliseconds: 1000 });
    expect(await changing.replace(versionModule(2))).toBeUndefined();
    expect(await changing.invoke({ milliseconds: 0 })).toEqual(answered(2));
    expect(await running).toEqual(answered(1));
    expect(await changing.invoke({ milliseconds: 0 })).toEqual(answered(2));
    expect(changing.state()).toMatchObject({ running: 1, errors: 0 });
  });

  it('ends an invocation on the old code too when the function is killed', async () => {
    const changing = create('export const handler = () => 0;');
    expect(await changing.replace(versionModule(1))).toBeUndefined();
    const running = changing.invoke({ milliseconds: 60_000 });
    expect(await changing.replace(versionModule(2))).toBeUndefined();
    expect(changing.state()).toMatchObject({ running: 2, busy: 1 });
    expect(changing.kill()).toBe(2);
    expect(await running).toEqual(failed('Runtime.ExitError'));
    expect(changing.state()).toMatchObject({ running: 0, kills: 2 });
  });

  it('keeps the old code if the new module throws while it loads, and gives the reason', async () => {
    const kept = create('export const handler = () => 1;');
    expect(await kept.replace(writeModule("throw new Error('no beans');"))).toBe('Error: no beans');
    expect(await kept.invoke({})).toEqual(answered(1));
    expect(kept.state()).toMatchObject({ running: 1, errors: 0 });
  });
});

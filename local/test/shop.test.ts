import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { launchShop, type Shop, ShopDidNotOpen } from '../../test/journey/support/launch-shop.ts';
import { postLoad } from '../../test/journey/support/load.ts';
import { get, place, reaches } from '../../test/journey/support/orders.ts';
import { sharedAssembly } from '../../test/journey/support/shared-assembly.ts';
import { descriptionPath, ROOT, readTarget, type Target } from '../../test/journey/support/target.ts';
import { until } from '../../test/journey/support/until.ts';

const portOf = ({ url }: Pick<Target, 'url'>): number => Number(new URL(url).port);

const accepts = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Opens a shop that must not open. Returns its exit code and its message. */
const expectRefusal = async (port: number | string, ...more: readonly string[]): Promise<ShopDidNotOpen> => {
  const outcome = await launchShop(port, more).catch((error: unknown) => error);
  if (outcome instanceof ShopDidNotOpen) return outcome;
  throw new Error(`a shop on port ${port} should not open, got an open one`);
};

/** The port in the line that the shop prints when it is open. */
const portFrom = async (output: Readable): Promise<number> => {
  for await (const line of createInterface({ input: output })) {
    const port = /^The shop is open at .*:(\d+)\//.exec(line)?.[1];
    if (port) return Number(port);
  }
  throw new Error('the shop should open, got the end of its output');
};

const childOf = (parent: number): number => {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const processes = stdout.split('\n').map((line) => line.trim().split(/ +/).map(Number));
  const [child = 0] = processes.find(([, ppid]) => ppid === parent) ?? [];
  return child;
};

const local = (path: string, { url }: Target, init: RequestInit): Promise<Response> =>
  fetch(`${url}/_local/${path}`, init);
const outage = (target: Target, service: string, mode: string): Promise<Response> =>
  local(`outages/${service}`, target, { method: 'PUT', body: JSON.stringify({ mode }) });

describe('the local shop', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop(0, []); // synthesizes its assembly
  });
  afterAll(() => shop.stop());

  it('prints its resources, its URL and each transition of an order', async () => {
    const customer = { name: 'Eve Nobody', email: 'eve@secret.example' };
    const { number, orderId } = await place(shop.target, { customer });
    const read = async () => shop.said.join('\n');
    const said = await until(read, (lines) => new RegExp(`${number} +order\\.ready`).test(lines), { seconds: 20 });
    expect(said).toMatch(/queues .*Orders.*Tabs.*\.fifo/);
    expect(said).toContain(`curl -i ${shop.target.url}/orders`);
    expect(said).not.toContain('not emulated');
    for (const step of ['placed', 'preparing']) expect(said).toMatch(new RegExp(`${number} +order\\.${step}`));
    expect(said).not.toMatch(new RegExp(`${orderId}|Nobody|secret`, 'i'));
  });

  it('listens on 127.0.0.1 only, with its engines too', async () => {
    if (process.platform !== 'linux') return; // only there, 127.0.0.2 is an address of every machine
    const { url, endpoints } = shop.target;
    const ports = [...new Set([url, ...Object.values(endpoints ?? {})].map((each) => Number(new URL(each).port)))];
    expect(ports).toHaveLength(6);
    expect(await Promise.all(ports.map((port) => accepts(port)))).toEqual(ports.map(() => true));
    expect(await Promise.all(ports.map((port) => accepts(port, '127.0.0.2')))).toEqual(ports.map(() => false));
  });

  it('refuses a port that is taken or invalid, and gives the reason', async () => {
    const port = portOf(shop.target);
    expect(await expectRefusal(port)).toMatchObject({
      code: 1,
      message: `port ${port} should be free, got a port in use: choose another one with "npm start -- --port N"`,
    });
    expect(await expectRefusal('three')).toMatchObject({
      code: 1,
      message: expect.stringMatching(/--port should be .*got 'three'$/),
    });
    expect(await get(shop.target, (await place(shop.target)).orderId)).toMatchObject({ version: expect.any(Number) });
  });

  it('opens with the assembly of another shop, synthesizes none, and keeps it when it closes', async () => {
    const assemblyOf = ({ target }: Shop) => join(ROOT, '.orderboard', `${portOf(target)}.cdk.out`);
    const other = await launchShop(0, ['--assembly', assemblyOf(shop)]);
    try {
      await reaches(other.target, (await place(other.target)).orderId, 'READY', 10);
      expect(existsSync(assemblyOf(other))).toBe(false);
    } finally {
      await other.stop();
    }
    expect(existsSync(assemblyOf(shop))).toBe(true);
  });

  it('refuses a folder without an assembly, and gives the reason', async () => {
    expect(await expectRefusal(0, '--assembly', 'docs')).toMatchObject({
      code: 1,
      message: expect.stringMatching(/^--assembly should be a folder with a manifest\.json, got 'docs'.*npm run synth/),
    });
  });

  it('refuses a value for the stacks beside an assembly', async () => {
    expect(await expectRefusal(0, '--assembly', 'cdk.out', '-c', 'mail=off')).toMatchObject({
      code: 1,
      message: expect.stringMatching(/^-c should not stand beside --assembly.*got 'mail=off'/),
    });
  });

  it('refuses a value for the stacks without a name or a value, and gives the reason', async () => {
    for (const pair of ['mail', '=off'])
      expect(await expectRefusal(0, '-c', pair)).toMatchObject({
        code: 1,
        message: `-c should be NAME=VALUE, got '${pair}'`,
      });
  });

  it('prints its usage for --help, and with an option that it does not know', async () => {
    const run = (option: string) =>
      spawnSync(process.execPath, ['local/start.mjs', option], { cwd: ROOT, encoding: 'utf8' });
    expect(run('--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('--port N') });
    const { status, stderr } = run('--prot');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/'--prot'[\s\S]*--port N/) });
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('prints outages, kills, and the pick-up number of a failed order', async () => {
    const began = shop.line(/local .*warn outage\.began service="dynamodb" mode="error"/);
    await outage(shop.target, 'dynamodb', 'error');
    await began;
    const failed = shop.line(/barista .*record\.failed/);
    const { number, orderId } = await place(shop.target);
    const line = await failed;
    const ended = shop.line(/local .*outage\.ended service="dynamodb"/);
    await local('outages/dynamodb', shop.target, { method: 'DELETE' });
    await ended;
    expect(line).toMatch(new RegExp(` ${number} .*reason=.*queue=.*service="dynamodb" operation=`));
    await reaches(shop.target, orderId, 'READY', 30);

    const killed = shop.line(/local .*warn function\.killed function="counter" instances=1/);
    await local('functions/counter/kill', shop.target, { method: 'POST' });
    await killed;
  });

  it('goes on when nobody reads its output any more, and cleans up when it closes', async () => {
    const args = ['local/start.mjs', '--port', '0', ...sharedAssembly()];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    const port = await portFrom(child.stdout);
    const description = descriptionPath(String(port));
    child.stdout.destroy();

    const target = readTarget(String(port));
    const { orderId } = await place(target); // the shop prints each of its steps
    await reaches(target, orderId, 'READY', 10);
    target.close();
    expect(existsSync(description)).toBe(true);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(existsSync(description)).toBe(false);
  });

  it('does not affect a shop on another port', async () => {
    const other = await launchShop();
    try {
      const { orderId } = await place(other.target);
      await reaches(other.target, orderId, 'READY', 10);
      expect(other.target.url).not.toBe(shop.target.url);
      expect((await fetch(`${shop.target.url}/orders/${orderId}`)).status).toBe(404);
    } finally {
      expect(await other.stop()).toBe(0);
    }
    await reaches(shop.target, (await place(shop.target)).orderId, 'READY', 10);
  });

  it('leaves no process and no open port when it closes under load, and can open again at once', async () => {
    // GIVEN a shop under load
    const first = await launchShop();
    const port = portOf(first.target);
    const engine = Number(new URL(first.target.endpoints?.sqs ?? '').port);
    const load = postLoad(first.target, { orders: 10_000, concurrency: 10, tabs: 5 }).catch(() => 'cut off');
    await place(first.target);

    // WHEN it closes as after Ctrl-C
    expect(await first.stop('SIGINT')).toBe(0);

    // THEN
    expect(await load).toBe('cut off');
    expect(runs(first.pid)).toBe(false);
    expect(await Promise.all([accepts(port), accepts(engine)])).toEqual([false, false]);
    expect(existsSync(join(ROOT, '.orderboard', `${port}.json`))).toBe(false);
    const again = await launchShop(port);
    await reaches(again.target, (await place(again.target)).orderId, 'READY', 10);
    await again.stop();
  });

  it('closes when its terminal closes, and removes its description', async () => {
    if (process.platform === 'win32') return; // Windows has no such signal
    const other = await launchShop();
    const description = descriptionPath(new URL(other.target.url).port);
    expect(existsSync(description)).toBe(true);
    expect(await other.stop('SIGHUP')).toBe(0);
    expect(existsSync(description)).toBe(false);
  });

  it.each([
    ['SIGINT', 'the process that npm started'],
    ['SIGTERM', 'the process that npm started'],
    ['SIGINT', 'npm and all of its processes, as at Ctrl-C'],
    ['SIGKILL', 'npm'],
  ] as const)('closes on %s to %s', async (signal, receiver) => {
    if (process.platform === 'win32') return; // Windows has no such signals
    const npm = spawn('npm', ['start', '--', '--port', '0', ...sharedAssembly()], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true, // it leads its own group of processes
    });
    const ended = once(npm, 'exit');
    const npmPid = npm.pid ?? 0;
    const port = await portFrom(npm.stdout);
    let said = '';
    npm.stdout.on('data', (text) => {
      said += text;
    });
    npm.stdout.resume();
    const pids = {
      npm: npmPid,
      'the process that npm started': childOf(npmPid),
      'npm and all of its processes, as at Ctrl-C': -npmPid, // the group
    };
    process.kill(pids[receiver], signal);
    const [code] = await ended;
    await until(
      () => accepts(port),
      (open) => !open,
      { seconds: 10 },
    );
    for (const name of ['json', 'code']) expect(existsSync(join(ROOT, '.orderboard', `${port}.${name}`))).toBe(false);
    if (signal === 'SIGKILL') return; // npm ended first
    expect(code).toBe(0);
    expect(said).toContain('The shop is closed.');
  });

  it.each([
    ['PUT', 'outages/fax', '{"mode":"hang"}', /sqs, sns, s3, dynamodb, ses, got 'fax'/],
    ['PUT', 'outages/sqs', '{"mode":"sulk"}', /refuse, hang, stall, trickle, error, throttle/],
    ['POST', 'functions/roaster/kill', '', /cashier, counter, barista, receipts, importer(, \w+)*, got 'roaster'/],
    ['GET', 'nothing', undefined, /expected .*got GET/],
  ])('refuses the call %s /_local/%s %s', async (method, path, body, detail) => {
    const response = await local(path, shop.target, { method, ...(body === undefined ? {} : { body }) });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(detail) });
  });
});

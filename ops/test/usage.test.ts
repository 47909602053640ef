import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { stageNames } from '../../lib/stage-names.ts';
import { ROOT } from '../../test/journey/support/target.ts';
import { freePort } from './support/free-port.ts';
import { type Ended, runOps } from './support/run-ops.ts';

const FOLDER = join(ROOT, '.orderboard');

describe('the help', () => {
  it('lists the commands, the exit codes and examples', async () => {
    const { code, stdout, stderr } = await runOps(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of ['Commands:', 'status', 'Exit codes:', 'Examples:', '--port', '--stage', '--json'])
      expect(stdout).toContain(part);
  });

  it('is on stderr without a command, with the exit code of wrong usage', async () => {
    const { code, stdout, stderr } = await runOps([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: npm run ops --');
  });
});

it.each([
  ['an unknown command', ['statsu'], "unknown command 'statsu'"],
  ['an unknown option', ['status', '--prot', '1'], "unknown option '--prot'"],
  ['a port that is no number', ['status', '--port', 'x'], 'a whole number from 1 to 65535'],
  ['a port out of range', ['status', '--port', '65536'], 'a whole number from 1 to 65535'],
  ['an unknown stage', ['status', '--stage', 'test'], `Allowed choices are ${stageNames.join(', ')}`],
  ['a port and a stage', ['status', '--stage', 'dev', '--port', '3000'], 'cannot be used with'],
])('refuses %s as wrong usage', async (_what, args, message) => {
  const { code, stdout, stderr } = await runOps(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

describe('a fault of the tool itself', () => {
  /** Replaces the output of the help, so that it throws. */
  const outputThat = (code: string) => ({
    environment: {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.stdout.write=${code}`)}`,
    },
  });

  it.each([
    ['a command throws', "() => { throw new TypeError('boom'); }"],
    ['a callback throws', "() => { setImmediate(() => { throw new TypeError('boom'); }); return true; }"],
    ['a promise has no handler', "() => { Promise.reject(new TypeError('boom')); return true; }"],
  ])('is told in one sentence without a stack trace when %s', async (_what, code) => {
    const ended = await runOps(['--help'], outputThat(code));
    expect(ended).toEqual({
      ...{ code: 70, stdout: '' },
      stderr: expect.stringMatching(/^this tool should not fail so, got TypeError \(boom\): [^\n]+\n$/),
    });
  });
});

describe('a shop that is closed', () => {
  it('is told in one sentence with the command that opens it', async () => {
    const port = await freePort();
    const { code, stdout, stderr } = await runOps(['status', '--port', String(port)]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^the shop on port ${port} should be open, got no .*npm start -- --port ${port}"`),
    );
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  /** Runs the status with the state file of a shop that was killed. */
  const withStaleState = async (port: number): Promise<Ended> => {
    const path = join(FOLDER, `${port}.json`);
    const at = `http://127.0.0.1:${port}`;
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(
      path,
      JSON.stringify({ url: at, endpoints: { sqs: at, s3: at, dynamodb: at, lambda: at }, outputs: {} }),
    );
    return runOps(['status', '--port', String(port)]).finally(() => rmSync(path));
  };

  it('is told when its state file is stale', async () => {
    const port = await freePort();
    const { code, stderr } = await withStaleState(port);
    expect(code).toBe(3);
    expect(stderr).toContain(`got ECONNREFUSED: .orderboard/${port}.json is of a shop that ended`);
  });

  it.each<[string, RequestListener, (port: number) => string]>([
    [
      'when another program has taken its port',
      (_request, response) => response.writeHead(404).end(),
      (port) => `got the status 404 of another program: .orderboard/${port}.json is of a shop that ended`,
    ],
    ['from one that is busy', () => {}, () => 'got no answer in 5 s: it is busy, or stopped in a debugger'],
  ])('is told %s', async (_what, answer, message) => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await withStaleState(port);
    server.close();
    server.closeAllConnections();
    expect(code).toBe(3);
    expect(stderr).toContain(message(port));
  });
});

describe('a stage', () => {
  /** The environment of somebody who has no profile of AWS. */
  const NOBODY = {
    ...{ AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull, AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, AWS_PROFILE: undefined },
    ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_ENDPOINT_URL: undefined },
  };
  const at = (environment: Readonly<Record<string, string>>) => ({ environment: { ...NOBODY, ...environment } });

  it.each([
    ['without credentials', { AWS_REGION: 'us-east-1' }, 'AWS credentials should be in the environment, got none'],
    [
      'without a region',
      { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
      'an AWS region should be in the environment',
    ],
    [
      'whose endpoint refuses connections',
      {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      },
      'cloudformation should answer DescribeStacks, got ECONNREFUSED',
    ],
  ])('%s is told in one sentence', async (_what, environment, message) => {
    const { code, stdout, stderr } = await runOps(['status', '--stage', 'dev'], at(environment));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

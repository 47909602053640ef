import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '../journey/support/target.ts';

const ARN = 'arn:aws:cloudformation:eu-central-1:000000000000:stack/a/1';
const STACK =
  `<member><StackName>a</StackName><StackId>${ARN}</StackId><CreationTime>2026-11-21T09:00:00Z</CreationTime>` +
  '<StackStatus>CREATE_COMPLETE</StackStatus></member>';

/** The calls of CloudFormation, with the stack of each. It has stacks without a rollback, and no alarm. */
let server: Server;
let calls: string[];
let endpoint: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    text(request).then((body) => {
      const fields = new URLSearchParams(body);
      const action = fields.get('Action');
      calls.push(`${action} ${fields.get('StackName')}`);
      const content = action === 'DescribeStacks' ? `<Stacks>${STACK}</Stacks>` : '';
      response.setHeader('Content-Type', 'text/xml');
      response.end(`<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
});
beforeEach(() => {
  calls = [];
});
afterAll(() => {
  server.close();
});

const run = async (...args: readonly string[]) => {
  const AWS = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: endpoint,
  };
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'set-rollback.ts'), ...args], {
    env: { ...process.env, ...AWS },
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
};

it('sets no rollback with --off, and asks for no alarm then', async () => {
  const { code, stdout, stderr } = await run('--stage', 'prod', '--off');
  expect({ code, stderr, stdout }).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: 'the rollback of orderboard-prod-service is off, and was unchanged\n',
  });
  expect(calls).toEqual(['DescribeStacks orderboard-prod-service']);
});

it('takes the alarms of the stack of the monitoring, and fails in one sentence if it has none', async () => {
  const { code, stdout, stderr } = await run();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^the stack orderboard-dev-monitoring should have 1 to 5 alarms .*, got 0: [^\n]+\n$/);
  expect(calls).toEqual(['DescribeStacks orderboard-dev-service', 'ListStackResources orderboard-dev-monitoring']);
});

it('refuses an unknown stage in one sentence', async () => {
  const { code, stderr } = await run('--stage', 'test');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^-c stage should be [^\n]+, got 'test'\n$/),
  });
  expect(calls).toEqual([]);
});

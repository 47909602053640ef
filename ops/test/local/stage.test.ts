import { logName } from '../../../lambda/order/identity.ts';
import { workers } from '../../../lib/workers.ts';
import { launchShop, type Shop } from '../../../test/journey/support/launch-shop.ts';
import { place, reaches } from '../../../test/journey/support/orders.ts';
import { runOps } from '../support/run-ops.ts';
import { type StageFront, startStageFront } from '../support/stage-front.ts';

const BEGAN = Date.now();
const SECOND = 1000;

describe('a deployed stage', () => {
  let shop: Shop;
  let front: StageFront;
  let orderId: string;
  beforeAll(async () => {
    shop = await launchShop();
    ({ orderId } = await place(shop.target));
    await reaches(shop.target, orderId, 'READY', 30);
    const line = (seconds: number, message: unknown) => ({
      timestamp: BEGAN + seconds * SECOND,
      message: JSON.stringify({
        ...{ timestamp: new Date(BEGAN + seconds * SECOND).toISOString(), level: 'INFO', message },
      }),
    });
    const events = [
      line(2, { event: 'order.ready', order: logName(orderId) }),
      line(1, { event: 'order.preparing', order: logName(orderId) }),
      line(1, { event: 'order.slow', order: logName(orderId) }),
      line(1, { event: 'order.preparing', order: 'another order' }),
      { timestamp: BEGAN + 3 * SECOND, message: `Task timed out with ${logName(orderId)}\n` },
    ];
    front = await startStageFront(shop.target, { stage: 'dev', events, throttled: 3 });
  });
  afterAll(async () => {
    front.close();
    await shop.stop();
  });

  const ops = (...args: string[]) => runOps([...args, '--stage', 'dev'], { environment: front.environment });

  it('is found by the outputs of its stacks, with all its services at one endpoint', async () => {
    const { stdout } = await ops('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      shop: 'the stage dev',
      url: `${front.environment.AWS_ENDPOINT_URL}/_aws/execute-api/abc123/dev`,
      queues: [{ name: 'orders', visible: 0, deadLetters: 0 }, {}, {}, {}, {}, ...workers.map(() => ({}))],
      orders: { ready: { total: 1 } },
    });
  });

  it('takes and shows orders', async () => {
    const placed = await ops('order', 'place', '--json');
    expect(placed.code).toBe(0);
    const { order } = JSON.parse(placed.stdout);
    expect(await ops('order', 'watch', order.orderId)).toMatchObject({ code: 0 });
  });

  it('has the log lines of an order in the log groups of its functions, even when CloudWatch Logs throttles', async () => {
    const { code, stdout } = await ops('order', 'trace', orderId, '--json');
    expect(code).toBe(0);
    const event = (seconds: number, name: string) => ({
      ...{ time: at(seconds), function: 'barista', level: 'info' },
      message: { event: name, order: logName(orderId) },
    });
    expect(JSON.parse(stdout).log).toEqual([
      event(1, 'order.preparing'),
      event(1, 'order.slow'),
      event(2, 'order.ready'),
      { time: at(3), function: 'barista', level: 'info', message: `Task timed out with ${logName(orderId)}` },
    ]);
  });

  it('that is not deployed is told in one sentence', async () => {
    const { code, stdout, stderr } = await runOps(['status', '--stage', 'prod'], { environment: front.environment });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^the stack orderboard-prod-(state|service) should be deployed, got none .*\n$/);
  });
});

const at = (seconds: number): string => new Date(BEGAN + seconds * SECOND).toISOString();

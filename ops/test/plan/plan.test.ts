import { assumptionsWith, type Bill, computeBill, withStore } from '../../cost/bill.ts';
import { type Plan, type PlanOptions, planOf } from '../../plan/plan.ts';
import { quotas } from '../../plan/quotas.ts';
import { answerOf, planText } from '../../plan/text.ts';
import { shopTemplateOf } from '../support/shop-template.ts';

const PREPARE = 1000;
const template = shopTemplateOf('prod');
let bill: Bill;
beforeAll(async () => {
  const assumptions = assumptionsWith({ prepareMilliseconds: PREPARE });
  bill = await withStore((store) => computeBill({ template, assumptions }, store));
});

const planAt = (varied: Partial<PlanOptions>): Plan =>
  planOf({ template, ordersPerSecond: 100, prepareMilliseconds: PREPARE, outageMinutes: 10, ...varied }, bill, 1);

const limitNamed = ({ limits }: Plan, name: string) => limits.find((limit) => limit.name === name);

describe('concurrency', () => {
  it('is the invocations in a second times the seconds of one', () => {
    // GIVEN 100 orders a second in batches of ten, whose work takes a second and some calls
    const barista = planAt({}).functions.find(({ name }) => name === 'barista');
    // THEN ten invocations begin in a second
    expect(barista?.concurrency).toBeCloseTo((10 * (barista?.milliseconds ?? 0)) / 1000);
    expect(barista?.milliseconds).toBeGreaterThan(PREPARE);
    expect(barista?.milliseconds).toBeLessThan(PREPARE + 100);
  });
});

describe('a limit', () => {
  it('throttles at the orders a second that its number allows', () => {
    const plan = planAt({});
    expect(limitNamed(plan, 'limit of POST /orders')?.ordersPerSecond).toBeCloseTo(1000);
    expect(limitNamed(plan, 'API calls of the account')?.ordersPerSecond).toBeCloseTo(10_000 / 3);
    expect(limitNamed(plan, 'warm throughput of the table')?.ordersPerSecond).toBeCloseTo(5000 / 5);
    // Four partitions of a lane, each with a half of the four writes of an order
    expect(limitNamed(plan, 'partitions of a lane of the board')?.ordersPerSecond).toBeCloseTo((4 * 1000) / 2);
    expect(limitNamed(plan, 'events of the account')?.ordersPerSecond).toBeCloseTo(30_000 / 3);
    expect(limitNamed(plan, 'mails of the account')?.ordersPerSecond).toBeCloseTo(14);
  });

  it('does not depend on the load, and comes before those that throttle later', () => {
    const [few, many] = [planAt({ ordersPerSecond: 1 }), planAt({ ordersPerSecond: 5000 })];
    expect(few.limits.map(({ name }) => name)).toEqual(many.limits.map(({ name }) => name));
    const rates = many.limits.map(({ ordersPerSecond }) => ordersPerSecond);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(few.exceeded).toEqual([]);
    expect(many.exceeded.map(({ name }) => name)).toContain('limit of POST /orders');
  });
});

describe('an outage', () => {
  it('leaves a backlog that the baristas drain after the longest delay', () => {
    const plan = planAt({ ordersPerSecond: 50, outageMinutes: 10 });
    const orders = plan.mappings.find(({ queue }) => queue === 'orders');
    expect(plan.outage.backlog).toBe(50 * 600);
    expect(plan.outage.drainSeconds).toBeCloseTo(600 / 2 + 60 + (50 * 600) / ((orders?.perSecond ?? 0) - 50));
  });

  it('never waits longer than 16 minutes for a delay', () => {
    const plan = planAt({ ordersPerSecond: 1, outageMinutes: 600 });
    const orders = plan.mappings.find(({ queue }) => queue === 'orders');
    expect(plan.outage.drainSeconds).toBeCloseTo(16 * 60 + 36_000 / ((orders?.perSecond ?? 0) - 1));
  });

  it('is never over for a load that is above the speed of the baristas', () => {
    expect(planAt({ ordersPerSecond: 5000 }).outage.drainSeconds).toBe(Number.POSITIVE_INFINITY);
  });

  it('drains no faster than the invocations that the other functions leave to the baristas', () => {
    const orders = { batchSize: 1, maxConcurrency: 5000 };
    const plan = planAt({ template: { ...template, mappings: { ...template.mappings, orders } } });
    const barista = plan.functions.find(({ name }) => name === 'barista');
    const others = plan.functions.filter(({ name }) => name !== 'barista');
    const used = others.reduce((sum, { concurrency }) => sum + concurrency, 0);
    expect(used).toBeGreaterThan(1);
    const perSecond = (quotas.concurrency.value - used) / ((barista?.milliseconds ?? 0) / 1000);
    expect(plan.outage.drainSeconds).toBeCloseTo(600 / 2 + 60 + (100 * 600) / (perSecond - 100), 6);
  });

  it('stops all receives once 120,000 messages are in flight', () => {
    expect(planAt({ ordersPerSecond: 200, outageMinutes: 11 }).outage.receivesStopAfter).toBe(600);
    expect(planAt({ ordersPerSecond: 200, outageMinutes: 10 }).outage.receivesStopAfter).toBe(Number.POSITIVE_INFINITY);
  });
});

it('tells how long a mapping takes until it works its most batches at once', () => {
  const mapping = planAt({}).mappings.find(({ queue }) => queue === 'orders');
  // It begins with 5 batches, and adds 300 a minute.
  expect(mapping?.rampSeconds).toBeCloseTo((template.mappings.orders.maxConcurrency - 5) / 5);
});

it('costs the orders of a month', () => {
  const { usdPerMonth } = planAt({ ordersPerSecond: 2 });
  const { made, collect, look, mail } = bill.cost;
  expect(usdPerMonth.orders).toBeCloseTo(2 * 86_400 * 30 * (made + collect + look), 6);
  expect(usdPerMonth.mails).toBeCloseTo(2 * 86_400 * 30 * mail, 6);
  expect(usdPerMonth.fixed).toBe(bill.monthly.usd);
});

it('says in sentences what to raise and how', () => {
  const answer = answerOf(planAt({ ordersPerSecond: 2000 })).join('\n');
  expect(answer).toContain('does not take 2,000 orders a second');
  expect(answer).toContain('The first limit is "mails of the account", at 14 orders a second.');
  expect(answer).toContain(`How: ${quotas.mails.raise}.`);
  expect(planText(planAt({}))).toContain('write quota of the table');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../test/journey/support/target.ts';
import { avoided, computeAvoided } from '../../cost/avoided.ts';
import { type Bill, computeBill, withStore } from '../../cost/bill.ts';
import { necessities } from '../../cost/floor.ts';
import { measures } from '../../cost/measures.ts';
import { monthlyLines } from '../../cost/monthly.ts';
import { obstacles } from '../../cost/obstacles.ts';
import { peers, peerUsd } from '../../cost/peers.ts';
import { partsOf } from '../../cost/tables.ts';
import { answerOf } from '../../cost/text.ts';
import { costOf } from '../../cost/usage.ts';
import { shopTemplateOf } from '../support/shop-template.ts';

const [prod, dev] = [shopTemplateOf('prod'), shopTemplateOf('dev')];
let bill: Bill;
beforeAll(async () => {
  bill = await withStore((store) => computeBill({ template: prod }, store));
});

const total = (parts: readonly { readonly usd: number }[]): number => parts.reduce((sum, { usd }) => sum + usd, 0);

describe('a bill', () => {
  it('is the floor and each cost above it, and the sum of its parts', () => {
    expect(costOf(bill.floor) + costOf(bill.above)).toBeCloseTo(bill.cost.made, 12);
    expect(total(partsOf(bill.lines))).toBeCloseTo(bill.cost.made, 12);
  });

  it('has each necessity of the floor', () => {
    expect(bill.floor).toHaveLength(necessities.length);
  });

  it('has the floor that its prices give by hand', () => {
    const [api, invocations, requests, writes, publishes, reads] = [3.5, 1.2 * 0.2, 1.4 * 0.4, 1.25, 0.05, 0.125];
    expect(costOf(bill.floor) * 1_000_000).toBeCloseTo(api + invocations + requests + writes + publishes + reads, 6);
  });

  it('has no WAF in dev', async () => {
    const ofDev = await withStore((store) => computeBill({ template: dev }, store));
    const firewall = ({ lines }: Bill) => lines.some(({ meter }) => meter === 'firewall-request');
    expect([firewall(bill), firewall(ofDev)]).toEqual([true, false]);
  });
});

describe('the costs above the floor', () => {
  it('belong to one obstacle each, so that the obstacles are their sum', () => {
    for (const line of bill.above)
      expect([line.what, obstacles.filter(({ is }) => is(line))]).toEqual([line.what, [expect.anything()]]);
    expect(total(bill.obstacles)).toBeCloseTo(costOf(bill.above), 12);
    expect(bill.obstacles).toHaveLength(obstacles.length);
  });

  it('are compared with the target in the answer', () => {
    const missing = (bill.cost.made - 1.1 * costOf(bill.floor)) * 1_000_000;
    expect(answerOf(bill, 1_000_000).join('\n')).toContain(`It is missed by $${missing.toFixed(2)}.`);
  });
});

describe('a minimal shop', () => {
  it('is the bill without its optional parts', () => {
    expect(bill.minimal.usd + total(bill.optional)).toBeCloseTo(bill.cost.made, 12);
    for (const { usd } of bill.optional) expect(usd).toBeGreaterThan(0);
  });

  it('has the floor of an order without a mail', () => {
    expect(bill.minimal.floorUsd * 1_000_000).toBeCloseTo(3.5 + 1.1 * 0.2 + 1.2 * 0.4 + 1.25 + 0.05, 6);
  });
});

describe('a measure', () => {
  it.each(measures)('saves something, and at most what it changes: $name', ({ name, share }) => {
    const saved = bill.measures.find((measure) => measure.name === name)?.usd ?? 0;
    expect(saved).toBeGreaterThan(0);
    expect(saved).toBeLessThanOrEqual(costOf(bill.lines.filter((line) => share(line) > 0)));
  });

  it('comes before those that save less', () => {
    const saved = bill.measures.map(({ usd }) => usd);
    expect(saved).toEqual(saved.toSorted((a, b) => b - a));
  });
});

it('counts the saving of each setting', async () => {
  const found = await withStore((store) => computeAvoided(prod, store));
  expect(found.map(({ name }) => name).toSorted()).toEqual(avoided.map(({ name }) => name).toSorted());
  for (const { usd } of found) expect(usd).toBeGreaterThan(1e-9);
});

describe('the peers', () => {
  it('have the calls and the log bytes of docs/performance.md', () => {
    const page = readFileSync(join(ROOT, 'docs', 'performance.md'), 'utf8');
    const [plain, powertools] = peers;
    expect(page).toContain('| bare handler | 10 dynamodb PutItem, 1 sns PublishBatch |');
    expect(page).toContain('| Powertools | 20 dynamodb PutItem, 10 sns Publish, 10 dynamodb UpdateItem |');
    expect(page).toMatch(new RegExp(`^\\| bare handler \\|.* \\| ${plain?.logBytes} \\|$`, 'm'));
    expect(page).toMatch(new RegExp(`^\\| Powertools \\|.* \\| ${powertools?.logBytes} \\|$`, 'm'));
    expect(plain?.calls).toEqual({ PutItem: 10, UpdateItem: 0, Publish: 0, PublishBatch: 1 });
    expect(powertools?.calls).toEqual({ PutItem: 20, UpdateItem: 10, Publish: 10, PublishBatch: 0 });
  });

  it('cost what their calls give by hand', () => {
    const shared = 3.5 + 1.1 * 0.2 + 1.2 * 0.4;
    const logs = (bytes: number): number => ((bytes * 1_000_000) / 1024 ** 3) * 0.5;
    const [plain = 0, powertools = 0] = peers.map((peer) => peerUsd(peer) * 1_000_000);
    expect(plain).toBeCloseTo(shared + 2 * 0.625 + 0.1 * 0.5 + logs(159 + 193), 6);
    expect(powertools).toBeCloseTo(shared + 4 * 0.625 + 0.5 + logs(417 + 193), 6);
  });
});

it('charges every month for what the templates have', () => {
  const quantityOf = (template: typeof prod, what: string) =>
    monthlyLines(template).find((line) => line.what === what)?.quantity;
  expect(quantityOf(prod, 'KMS keys')).toBe(prod.keys);
  expect(quantityOf(prod, 'the web ACL')).toBe(1);
  expect(quantityOf(dev, 'the web ACL')).toBeUndefined();
  // Five pollers, a poll each 20 s, for 30 days
  expect(quantityOf(dev, 'long polls of the empty queue orders')).toBe(5 * 3 * 60 * 24 * 30);
});

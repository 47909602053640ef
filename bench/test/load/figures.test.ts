import { figuresOf } from '../../load/figures.ts';
import { percentilesOf } from '../../load/percentiles.ts';
import type { Run } from '../../load/run.ts';
import { differencesOf, summaryOf } from '../../load/summary.ts';
import { aRun, readyAt, sentOrder } from './a-run.ts';

/** The looks of a run, one of them replaced. */
const looksWith = (orderId: string, look: ReturnType<Run['looks']['get']>): Run['looks'] =>
  new Map([...aRun().looks, ...(look ? [[orderId, look] as const] : [])]);

describe('the percentiles of times', () => {
  it('are exact to three figures', () => {
    const times = Array.from({ length: 1000 }, (_, n) => 1000 - n);
    const { p50 = 0, p95 = 0, p99 = 0, max = 0 } = percentilesOf(times) ?? {};
    for (const [seen, exact] of [
      [p50, 500],
      [p95, 950],
      [p99, 990],
      [max, 1000],
    ] as const)
      expect(Math.abs(seen - exact) / exact).toBeLessThan(0.001);
  });

  it('keep fractions of a millisecond', () => {
    expect(percentilesOf([0.25])?.p50).toBeCloseTo(0.25, 3);
  });

  it('are none without a time', () => {
    expect(percentilesOf([])).toBeUndefined();
  });
});

describe('a run as planned', () => {
  const figures = figuresOf(aRun());

  it('differs in nothing', () => {
    expect(differencesOf(figures)).toEqual([]);
    expect(summaryOf(figures)).toMatch(
      /planned 10, sent 10, accepted 10, ready 10, lost 0\nThe run went as planned\.$/,
    );
  });

  it('counts latency from the scheduled time, and the time to READY from the accepted order', () => {
    expect(figures.accept?.max).toBeCloseTo(100, 0);
    expect(figures.toReady?.max).toBeCloseTo(500, 0);
  });

  it('has a window for each second', () => {
    expect(figures.windows).toHaveLength(10);
    expect(figures.windows[3]).toMatchObject({ at: 3, sent: 1, accepted: 1, ready: 1, refused: 0, waiting: 0 });
  });
});

describe('a run that differs from its plan', () => {
  it.each<[string, Partial<Run>, string]>([
    [
      'fails if an accepted order has no record',
      { looks: looksWith('order 3', { kind: 'none' }) },
      '0 orders should be lost, got 1',
    ],
    [
      'fails if an order is stuck',
      { looks: looksWith('order 3', { kind: 'record', status: 'STUCK', version: 3, updatedAt: 0 }) },
      '10 orders should be READY, got 9: STUCK: 1',
    ],
    [
      'fails if an order could not be read back',
      { looks: looksWith('order 3', { kind: 'failed' }) },
      '10 orders should be READY, got 9: not read: 1',
    ],
    [
      'fails if a request was refused',
      { orders: [...aRun().orders.slice(0, 9), { dueAt: 9000, lag: 0, took: 1, retried: [], answer: '503' }] },
      '10 orders should be accepted, got 9: 503: 1',
    ],
    [
      'fails if it was interrupted',
      { orders: aRun().orders.slice(0, 4), interrupted: true },
      '10 orders should be sent, got 4: interrupted',
    ],
  ])('%s', (_title, fields, sentence) => {
    expect(differencesOf(figuresOf(aRun(fields)))).toContain(sentence);
  });

  it('does not call an order lost if it was interrupted before its record was due', () => {
    const figures = figuresOf(aRun({ looks: looksWith('order 3', { kind: 'none' }), interrupted: true }));
    expect(figures.counts).toMatchObject({ lost: 0, others: { 'not recorded yet': 1 } });
  });
});

it('counts retries apart from the answers, and both as other answers of their window', () => {
  const retried = sentOrder(4, { retried: ['503', '503'], took: 150 });
  const { answers, retries, windows } = figuresOf(aRun({ orders: aRun().orders.with(4, retried) }));
  expect({ answers, retries }).toEqual({ answers: { 202: 10 }, retries: { 503: 2 } });
  expect(windows[4]?.refused).toBe(2);
});

it('counts the orders that needed more than one attempt', () => {
  expect(figuresOf(aRun({ looks: looksWith('order 3', readyAt(9000, 5)) })).counts).toMatchObject({
    ready: 10,
    repeated: 1,
  });
});

it('shows the backlog of an outage, its drain and its recovery', () => {
  // GIVEN an outage from 2 s to 6 s, whose four orders are READY 3 s after it
  const during = [2, 3, 4, 5].map((n) => [`order ${n}`, readyAt(9000)] as const);
  const looks = new Map([...aRun().looks, ...during]);
  const { windows, outage, drainSeconds } = figuresOf(aRun({ looks, outage: { from: 2000, to: 6000 } }));
  // THEN
  expect(windows.map(({ waiting }) => waiting)).toEqual([0, 0, 1, 2, 3, 4, 4, 4, 4, 0]);
  expect(outage).toEqual({ from: 2, to: 6, recoverySeconds: 3 });
  expect(drainSeconds).toBeCloseTo(0.5, 3);
});

it('has at most 120 windows, however long the drain is', () => {
  const { windows, windowSeconds } = figuresOf(aRun({ looks: looksWith('order 9', readyAt(600_000)) }));
  expect(windowSeconds).toBe(5);
  expect(windows).toHaveLength(121);
});

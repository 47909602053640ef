import { setTimeout } from 'node:timers/promises';
import { work } from '../../../lambda/product/index.ts';
import { aLine } from './lines.ts';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(async () => undefined) }));

const environment = { PREPARE_MILLISECONDS: '5' };

it('makes the lines side by side, and the drinks of a line one after the other', async () => {
  const lines = [aLine({ quantity: 4 }), aLine({ quantity: 10 }), aLine()];
  await work.create(environment)({ orderId: 'order-1', lines });
  expect(jest.mocked(setTimeout).mock.calls).toEqual([[10 * 5]]);
});

it('states the longest time that it can take', () => {
  expect(work.longestMilliseconds(environment)).toBe(20 * 5);
  const [demo, dev, prod] = (['demo', 'dev', 'prod'] as const).map((stage) =>
    work.longestMilliseconds(work.environment(stage)),
  );
  expect([demo, dev, prod]).toEqual([20 * 2, 20 * 50, 20 * 200]);
});

it.each(['-1', 'soon'])('refuses a time of %s', (PREPARE_MILLISECONDS) => {
  const sentence = `PREPARE_MILLISECONDS should be a number of at least 0, got '${PREPARE_MILLISECONDS}'`;
  expect(() => work.create({ PREPARE_MILLISECONDS })).toThrow(sentence);
});

it('can take no time', () => {
  expect(work.longestMilliseconds({ PREPARE_MILLISECONDS: '0' })).toBe(0);
});

it('needs no permissions', () => {
  expect(work.grants).toEqual([]);
});

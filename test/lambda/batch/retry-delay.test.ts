import { retryDelaySeconds } from '../../../lambda/batch/retry-delay.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const ALMOST_ONE = 1 - Number.EPSILON;

/** The shortest and the longest delay of a message that has been failing for so long. */
const delays = (failingSeconds: number, failedAttempts?: number): number[] => {
  const failing = { dueAt: NOW - failingSeconds * 1000, failedAttempts };
  return [0, ALMOST_ONE].map((random) => retryDelaySeconds(failing, NOW, () => random));
};

it.each([
  [-60, 3, 5],
  [0, 3, 5],
  [10, 3, 5],
  [60, 15, 30],
  [600, 150, 300],
  [1800, 450, 900],
  [86_400, 450, 900],
])('is at most half of the %i s for which a message has been failing: %i to %i s', (seconds, least, most) => {
  expect(delays(seconds)).toEqual([least, most]);
});

it.each([
  [1, 3, 5],
  [2, 5, 10],
  [3, 10, 20],
  [8, 320, 640],
  [9, 450, 900],
  [12, 450, 900],
])('doubles with each of %i failed attempts, at any time: %i to %i s', (attempts, least, most) => {
  expect(delays(0, attempts)).toEqual([least, most]);
  expect(delays(600, attempts)).toEqual([least, most]);
});

it('is random, so that messages that failed together are not retried together', () => {
  const drawn = Array.from({ length: 50 }, () => retryDelaySeconds({ dueAt: 0, failedAttempts: undefined }, NOW));
  expect(new Set(drawn).size).toBeGreaterThan(10);
});

import { retryDelaySeconds } from '../../lambda/batch/retry-delay.ts';
import { createRandom } from '../engine/random.ts';
import { drawScenario } from '../scenario/scenario.ts';
import { simulate } from '../shop/simulator.ts';

const MINUTE = 60_000;

it.each([5, 60, 600, 7200])('spreads the retries of messages that fail together, after %i s', (failingSeconds) => {
  const now = failingSeconds * 1000;
  const { next } = createRandom(1);
  const delays = Array.from({ length: 200 }, () =>
    retryDelaySeconds({ dueAt: 0, failedAttempts: undefined }, now, next),
  );
  const cap = Math.min(900, Math.max(5, failingSeconds / 2));
  expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThanOrEqual(cap / 4); // half of the range from cap/2 to cap
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(cap / 2);
  expect(Math.max(...delays)).toBeLessThanOrEqual(cap);
});

it.each(['refused', 'request lost', 'error', 'throttled'] as const)(
  'keeps every promise, the spread of retries too, while the store is out for two minutes: %s',
  async (fault) => {
    const outage = { at: 0, milliseconds: 2 * MINUTE, service: 'dynamodb', fault } as const;
    const scenario = { ...drawScenario(1, 200, 'none', false), outages: [outage], calmAt: 2 * MINUTE };
    const { violation } = await simulate(scenario);
    expect(violation).toBeUndefined();
  },
);

import { Duration } from 'aws-cdk-lib';
import { baristaTimes, configFor, derivedTimes } from '../../lib/config.ts';

const SQS_MOST_RETENTION = Duration.days(14).toSeconds();

describe.each(['dev', 'prod'])('stage %s', (stage) => {
  const { barista, queues } = configFor(stage);

  it('shows a message again no sooner than six timeouts and the batching window', () => {
    const least = 6 * barista.timeout.toSeconds() + barista.batchingWindow.toSeconds();
    expect(barista.visibilityTimeout.toSeconds()).toBe(least);
  });

  it('leases an order for longer than its barista can live, and for less than its message is hidden', () => {
    expect(barista.lease.toSeconds()).toBeGreaterThan(barista.timeout.toSeconds());
    expect(barista.lease.toSeconds()).toBeLessThan(barista.visibilityTimeout.toSeconds());
  });

  it('keeps dead letters for as long as SQS can, and longer than its queues', () => {
    expect(queues.dlqRetention.toSeconds()).toBe(SQS_MOST_RETENTION);
    expect(queues.retention.toSeconds()).toBeLessThan(SQS_MOST_RETENTION);
  });

  it('is named in its prefix', () => {
    expect(configFor(stage)).toMatchObject({ stage, prefix: `orderboard-${stage}` });
  });
});

it('derives the lease and the visibility timeout from the timeout and the batching window', () => {
  const { lease, visibilityTimeout } = derivedTimes({
    timeout: Duration.seconds(10),
    batchingWindow: Duration.seconds(3),
  });
  expect([lease.toSeconds(), visibilityTimeout.toSeconds()]).toEqual([15, 63]);
});

it.each(['staging', undefined, '', '__proto__', 'constructor'])(
  'refuses the stage %s, and says which there are',
  (stage) => {
    expect(() => configFor(stage)).toThrow(`-c stage should be dev or prod, got '${stage}'`);
  },
);

it('refuses a barista that could not make the longest order before its timeout, and says how to mend it', () => {
  const timing = { timeout: Duration.seconds(8), brewPerDrink: Duration.millis(150) };
  expect(() => baristaTimes(timing)).toThrow(
    'timeout should be longer than the 8000 ms that one record may need, got 8000 ms: raise it, or lower brewPerDrink',
  );
});

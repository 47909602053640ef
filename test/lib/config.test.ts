import { Duration } from 'aws-cdk-lib';
import { clientTimeouts, longestCall, longestLoad, longestWindow } from '../../lambda/aws/client-options.ts';
import { retryDelaySeconds } from '../../lambda/batch/retry-delay.ts';
import { work } from '../../lambda/product/index.ts';
import { configFor } from '../../lib/config.ts';
import { stageNames } from '../../lib/stage-names.ts';
import { baristaTimes, derivedTimes } from '../../lib/times.ts';

const SQS_MOST_RETENTION = Duration.days(14).toSeconds();

afterEach(() => jest.restoreAllMocks());

/** The times of a barista with a timeout of 12 s, whose `prepare` takes at most this many milliseconds. */
const timesWhen = (milliseconds: number) => {
  jest.spyOn(work, 'longestMilliseconds').mockReturnValue(milliseconds);
  return baristaTimes({ timeout: Duration.seconds(12), work: work.environment('dev') });
};

describe.each(stageNames)('stage %s', (stage) => {
  const { api, barista, receipts, queues } = configFor(stage);

  it('has a visibility timeout of six timeouts plus the batching window', () => {
    const least = 6 * barista.timeout.toSeconds() + barista.batchingWindow.toSeconds();
    expect(barista.visibilityTimeout.toSeconds()).toBe(least);
  });

  it('has a lease longer than the timeout and shorter than the visibility timeout', () => {
    expect(barista.lease.toSeconds()).toBeGreaterThan(barista.timeout.toSeconds());
    expect(barista.lease.toSeconds()).toBeLessThan(barista.visibilityTimeout.toSeconds());
  });

  it('retains dead letters for the maximum of SQS, and longer than its queues retain messages', () => {
    expect(queues.dlqRetention.toSeconds()).toBe(SQS_MOST_RETENTION);
    expect(queues.retention.toSeconds()).toBeLessThan(SQS_MOST_RETENTION);
  });

  it('retries a mail for over half a day of an SES outage, even with the shortest delays', () => {
    let seconds = 0;
    for (let receives = 1; receives < receipts.maxReceiveCount; receives++)
      seconds += retryDelaySeconds({ dueAt: 0, failedAttempts: undefined }, seconds * 1000, () => 0);
    expect(seconds / 3600).toBeGreaterThan(12);
  });

  it('has enough time to look up redelivered orders and then to make the slowest one', () => {
    const lookUp = longestCall(clientTimeouts.barista);
    expect(lookUp + barista.recordTime.toMilliseconds()).toBeLessThan(barista.timeout.toMilliseconds());
  });

  it('has enough time for the slowest receipt', () => {
    expect(receipts.recordTime.toMilliseconds()).toBeLessThan(receipts.timeout.toMilliseconds());
  });

  it('has enough time for the slowest board: four calls, one after the other', () => {
    expect(4 * longestCall(clientTimeouts.counter)).toBeLessThan(api.timeout.toMilliseconds());
  });

  it('has enough time for the slowest order: its key, its lines, its message, its record, and the record of its twin', () => {
    const { store, claimCheck, queue } = clientTimeouts.cashier;
    const order = 3 * longestCall(store) + longestCall(claimCheck) + longestCall(queue);
    expect(order).toBeLessThan(api.timeout.toMilliseconds());
  });

  it('has its name in the prefix', () => {
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

const CALL = 2 * 500 + 100;

it('derives the time of an order from its calls, its events, the clients it loads, and the longer of prepare and PREPARING', () => {
  expect(timesWhen(0).recordTime.toMilliseconds()).toBe(9 * CALL + 2 * longestWindow + 2 * longestLoad);
  expect(timesWhen(1800).recordTime.toMilliseconds()).toBe(8 * CALL + 1800 + longestWindow + 2 * longestLoad);
});

it('derives the time of a receipt from its calls and the client it loads: read, mail, record, answer', () => {
  expect(configFor('dev').receipts.recordTime.toMilliseconds()).toBe(CALL + 3000 + CALL + CALL + longestLoad);
});

it.each(['no-stage', undefined, '', '__proto__', 'constructor'])(
  'refuses the stage %s, and lists the stages',
  (stage) => {
    expect(() => configFor(stage)).toThrow(`-c stage should be ${stageNames.join(' or ')}, got '${stage}'`);
  },
);

it('refuses a timeout that is too short for the longest order, and says how to fix it', () => {
  expect(() => timesWhen(1890)).toThrow(
    'timeout should be longer than the 12000 ms that one record may need, got 12000 ms: raise it, or shorten prepare in lambda/product',
  );
});

it('refuses only the stage whose numbers are impossible', () => {
  jest.spyOn(work, 'longestMilliseconds').mockReturnValue(19_000); // prod has a timeout of 30 s, and dev a shorter one
  expect(configFor('prod')).toMatchObject({ stage: 'prod' });
  expect(() => configFor('dev')).toThrow('timeout should be longer than');
});

it('takes the sender of mails in place of the one of the stage', () => {
  expect(configFor('dev', { sender: 'cafe@example.com' })).toEqual({
    ...configFor('dev'),
    mail: { sender: 'cafe@example.com' },
  });
});

it('mails nobody if it is told so', () => {
  expect(configFor('prod', { mail: 'off' })).toEqual({ ...configFor('prod'), mail: 'off' });
});

it('takes the address of the alarms from its argument, and has none of its own', () => {
  expect(configFor('dev').alarms).not.toHaveProperty('email');
  expect(configFor('dev', { alarms: 'ops@example.com' }).alarms).toEqual({
    ...configFor('dev').alarms,
    email: 'ops@example.com',
  });
});

it.each(['ops', '', 7])('refuses the address %j for the alarms, and describes a valid one', (alarms) => {
  expect(() => configFor('dev', { alarms })).toThrow(
    `-c alarms should be an e-mail address such as shop@example.org, got '${alarms}'`,
  );
});

it.each(['cafe', '', 'cafe@example', 'Cafe <cafe@example.com>', 'a@example.com,b@example.com', 'a@example.com\n', 7])(
  'refuses the sender %j, and describes a valid one',
  (sender) => {
    expect(() => configFor('dev', { sender })).toThrow(
      `-c sender should be an e-mail address such as shop@example.org, got '${sender}'`,
    );
  },
);

it.each(['yes', '', 'false', true])('refuses the value %j for mail', (mail) => {
  expect(() => configFor('dev', { mail })).toThrow(`-c mail should be on or off, got '${mail}'`);
});

it('refuses a sender of a shop that mails nobody', () => {
  expect(() => configFor('dev', { mail: 'off', sender: 'cafe@example.com' })).toThrow(
    '-c sender should not stand beside mail=off of cdk.json or -c, got both: leave one out, or pass -c mail=on',
  );
});

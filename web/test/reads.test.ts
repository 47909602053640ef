import type { Answer, CallOptions } from '../api.ts';
import { followPause, pauseAfter, startPoll, usualPause } from '../poll.ts';
import { createSubmission, type Pending } from '../submission.ts';

describe('the pause after a read', () => {
  const pause = (fields: object) => pauseAfter({ usual: 3000, failures: 0, random: 0.5, ...fields });

  it('is 3 s, and 30 s on a hidden page', () => {
    expect(pause({ usual: usualPause(false) })).toEqual({ milliseconds: 3000, asked: 0 });
    expect(pause({ usual: usualPause(true) }).milliseconds).toBe(30_000);
  });

  it('doubles with each failure, up to 30 s', () => {
    expect([1, 2, 3, 4, 50].map((failures) => pause({ failures }).milliseconds)).toEqual([
      6000, 12_000, 24_000, 30_000, 30_000,
    ]);
  });

  it('is never shorter than the shop asks, for at most ten minutes', () => {
    expect(pause({ failures: 1, retryAfter: 9000 })).toEqual({ milliseconds: 9000, asked: 9000 });
    expect(pause({ usual: 30_000, retryAfter: 1000 })).toEqual({ milliseconds: 30_000, asked: 1000 });
    expect(pause({ failures: 1, retryAfter: 1e9 }).milliseconds).toBe(600_000);
  });

  it('differs by a tenth between screens', () => {
    expect([0, 1].map((random) => Math.round(pause({ random }).milliseconds))).toEqual([2700, 3300]);
  });

  it('grows with the time for which an own order has not changed', () => {
    expect([0, 60_000, 1e9].map((unchanged) => followPause(false, unchanged))).toEqual([3000, 6000, 30_000]);
    expect(followPause(true, 0)).toBe(30_000);
  });
});

describe('the reads of the page', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('go on after a fault of the page, which is logged', async () => {
    const logged = jest.spyOn(console, 'error').mockReturnValue();
    const fault = new Error('the page should show the answer');
    const read = jest.fn().mockRejectedValueOnce(fault).mockResolvedValue(undefined);
    startPoll(read);
    await jest.advanceTimersByTimeAsync(31_000);
    expect(read).toHaveBeenCalledTimes(2);
    expect(logged).toHaveBeenCalledWith(fault);
    logged.mockRestore();
  });
});

describe('the reads of the page that wake', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const pause = (asked: number) => ({ milliseconds: 10_000, asked });
  const settle = () => jest.advanceTimersByTimeAsync(0);

  it('come at once, and the next one after a whole pause', async () => {
    const read = jest.fn(async () => pause(0));
    const poll = startPoll(read);
    await jest.advanceTimersByTimeAsync(9000);
    poll.wake();
    await jest.advanceTimersByTimeAsync(9000);
    expect(read).toHaveBeenCalledTimes(2);
    poll.stop();
  });

  it('do not come during a pause that the API asked for', async () => {
    const read = jest.fn(async () => pause(10_000));
    const poll = startPoll(read);
    await settle();
    poll.wake();
    await jest.advanceTimersByTimeAsync(9999);
    expect(read).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(read).toHaveBeenCalledTimes(2);
    poll.stop();
  });

  it('come at once when the part of a pause that the API asked for is over', async () => {
    const read = jest.fn(async () => pause(1000));
    const poll = startPoll(read);
    await jest.advanceTimersByTimeAsync(2000);
    poll.wake();
    await settle();
    expect(read).toHaveBeenCalledTimes(2);
    poll.stop();
  });

  it('come at the end of the part that the API asked for, if they are wanted earlier', async () => {
    const read = jest.fn(async () => pause(1000));
    const poll = startPoll(read);
    await jest.advanceTimersByTimeAsync(500);
    poll.wake();
    await jest.advanceTimersByTimeAsync(499);
    expect(read).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(read).toHaveBeenCalledTimes(2);
    poll.stop();
  });

  it('do not come beside another read, nor after the end', async () => {
    const reading = Promise.withResolvers<ReturnType<typeof pause>>();
    const read = jest.fn(() => reading.promise);
    const poll = startPoll(read);
    poll.wake();
    expect(read).toHaveBeenCalledTimes(1);
    poll.stop();
    reading.resolve(pause(0));
    await jest.advanceTimersByTimeAsync(20_000);
    expect(read).toHaveBeenCalledTimes(1);
  });
});

describe('an order that is sent', () => {
  const accepted: Answer = { kind: 'answered', status: 202, body: { orderId: 'a', number: 'K-1' } };
  const unavailable: Answer = { kind: 'answered', status: 503, body: {}, retryAfter: 5000 };

  /** Sends orders to a shop that answers as told. Keys are `key-1`, `key-2` and so on. */
  const sender = (...answers: (Answer | Promise<Answer>)[]) => {
    const sent: string[] = [];
    const waited: number[] = [];
    let pending: Pending | undefined;
    let keys = 0;
    const clock = { now: 0 };
    const { submit: send, resume: sendEarlier } = createSubmission({
      call: async (_path: string, { headers, body }: CallOptions = {}) => {
        sent.push(`${headers?.['Idempotency-Key']} ${body}`);
        return answers.shift() ?? { kind: 'unreachable' };
      },
      pending: {
        read: () => pending,
        write: (value) => {
          pending = value;
        },
      },
      newKey: () => `key-${++keys}`,
      now: () => clock.now,
      wait: async (milliseconds) => void waited.push(milliseconds),
    });
    const submit = (request: object) => send(request, () => undefined);
    const resume = () => sendEarlier(() => undefined);
    return { submit, resume, sent, waited, clock };
  };

  it('has one key over all retries, and waits as long as the shop asks', async () => {
    const { submit, sent, waited } = sender(unavailable, { kind: 'unreachable' }, accepted);
    expect(await submit({ n: 1 })).toMatchObject({ kind: 'accepted', order: { number: 'K-1' } });
    expect(sent).toEqual(Array(3).fill('key-1 {"n":1}'));
    expect(waited).toEqual([5000, 4000]);
  });

  it('keeps its key after the last retry, until the shop has answered', async () => {
    const { submit, sent } = sender(unavailable, unavailable, unavailable, unavailable, accepted, accepted);
    expect(await submit({ n: 1 })).toEqual({ kind: 'unanswered' });
    expect(await submit({ n: 1 })).toMatchObject({ kind: 'accepted' });
    await submit({ n: 1 });
    expect(sent.map((one) => one.split(' ')[0])).toEqual([...Array(5).fill('key-1'), 'key-2']);
  });

  it('has another key if it differs', async () => {
    const { submit, sent } = sender(unavailable, unavailable, unavailable, unavailable, accepted);
    await submit({ n: 1 });
    await submit({ n: 2 });
    expect(sent.at(-1)).toBe('key-2 {"n":2}');
  });

  it('goes out again under its key after a reload that lost the answer', async () => {
    const { submit, resume, sent } = sender(unavailable, unavailable, unavailable, unavailable, accepted);
    await submit({ n: 1 });
    expect(await resume()).toMatchObject({ kind: 'accepted', order: { number: 'K-1' } });
    expect(sent).toEqual(Array(5).fill('key-1 {"n":1}'));
    expect(await resume()).toBeUndefined();
  });

  it('does not go out again minutes later, and counts as unanswered', async () => {
    const { submit, resume, sent, clock } = sender(unavailable, unavailable, unavailable, unavailable);
    await submit({ n: 1 });
    clock.now = 120_000;
    expect(await resume()).toEqual({ kind: 'unanswered' });
    expect(sent).toHaveLength(4);
  });

  it('keeps its key when an earlier order is answered', async () => {
    // GIVEN an order without an answer, and another one that is sent while the first goes out again
    const answers: ((answer: Answer) => void)[] = [];
    const { submit, resume, sent } = sender(
      ...Array(4).fill(unavailable),
      ...Array.from({ length: 2 }, () => new Promise<Answer>((resolve) => answers.push(resolve))),
      accepted,
    );
    await submit({ n: 1 });
    const [resumed, other] = [resume(), submit({ n: 2 })];

    // WHEN only the first one is answered
    answers[0]?.(accepted);
    await resumed;

    // THEN
    void resume();
    expect(sent.slice(-2)).toEqual(Array(2).fill('key-2 {"n":2}'));
    answers[1]?.(accepted);
    await other;
  });

  it.each([429, 502, 503, 504])('goes out again after a %d', async (status) => {
    const { submit, sent } = sender({ kind: 'answered', status, body: {} }, accepted);
    expect(await submit({})).toMatchObject({ kind: 'accepted' });
    expect(sent).toHaveLength(2);
  });

  it('does not go out again after a 500, which no retry mends', async () => {
    const { submit, sent } = sender({ kind: 'answered', status: 500, body: { detail: 'a fault' } }, accepted);
    expect(await submit({})).toMatchObject({ kind: 'refused', problem: { detail: 'a fault' } });
    expect(sent).toHaveLength(1);
  });

  it('is refused with its faults, without a retry', async () => {
    const errors = [{ pointer: '/tab', detail: 'no' }];
    const { submit, sent } = sender({ kind: 'answered', status: 422, body: { detail: 'all', errors } });
    expect(await submit({})).toEqual({ kind: 'refused', problem: { detail: 'all', faults: errors } });
    expect(sent).toHaveLength(1);
  });
});

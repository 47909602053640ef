import type { Answer } from '../api.ts';
import { type Followed, follow } from '../follow.ts';
import { answered, scripted } from './support/script.ts';

const order = (status?: string) => ({ orderId: 'a/b', number: 'K-1', ...(status && { status }) });
const MINUTE = 60_000;

describe('an order that the page follows', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  /** Follows an order that was accepted this long ago, at an API with these answers. */
  const followedAfter = async (age: number, ...answers: readonly (Answer | Promise<Answer>)[]) => {
    const { call, made } = scripted(...answers);
    const seen: Followed[] = [];
    const follower = follow(
      { order: order(), acceptedAt: Date.now() - age, note: '', isBusy: false },
      { call, isHidden: () => false, now: Date.now, onChange: (next) => void seen.push(next) },
    );
    const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
    await pass(0);
    const paths = () => made.map(({ path, options }) => `${options.method ?? 'GET'} ${path}`);
    return { follower, pass, seen, made, paths, last: () => seen.at(-1) };
  };
  const followed = (...answers: readonly Answer[]) => followedAfter(0, ...answers);

  it('is read by its escaped id, with the entity tag of the last answer', async () => {
    const { made, pass } = await followed(answered(200, order('PLACED'), { etag: '"1"' }));
    await pass(3000);
    expect(made).toEqual([
      { path: 'orders/a%2Fb', options: {} },
      { path: 'orders/a%2Fb', options: { headers: { 'If-None-Match': '"1"' } } },
    ]);
  });

  it('is read until it is done', async () => {
    const { made, pass, last } = await followed(answered(200, order('READY')), answered(200, order('COLLECTED')));
    await pass(MINUTE);
    expect(last()?.order.status).toBe('COLLECTED');
    expect(made).toHaveLength(2);
  });

  it('can be missing for fifteen minutes, because the shop may record it late', async () => {
    const { pass, seen, last } = await followed(answered(404));
    await pass(15 * MINUTE);
    expect(seen).toEqual([]);
    await pass(MINUTE);
    expect(last()?.note).toBe('The shop has no record of this order.');
  });

  it('loses the note that it is unknown once it is on record', async () => {
    const { pass, last } = await followedAfter(16 * MINUTE, answered(404), answered(200, order('PLACED')));
    expect(last()?.note).not.toBe('');
    await pass(3000);
    expect(last()).toMatchObject({ note: '', order: { status: 'PLACED' } });
  });

  it('is read again soon after a 404, and after a growing pause while the shop is out', async () => {
    const missing = await followed(answered(404));
    await missing.pass(15_000);
    expect(missing.made).toHaveLength(6);
    missing.follower.stop();
    const out = await followed(answered(503));
    await out.pass(15_000);
    expect(out.made).toHaveLength(2);
  });

  it('is read as late as a 404 asks', async () => {
    const { made, pass } = await followed(answered(404, {}, { retryAfter: 60_000 }));
    await pass(59_000);
    expect(made).toHaveLength(1);
    await pass(2000);
    expect(made).toHaveLength(2);
  });

  it.each([
    ['cancel', 'DELETE orders/a%2Fb', 'CANCELLED'],
    ['collect', 'POST orders/a%2Fb/collect', 'COLLECTED'],
  ] as const)('can be changed: %s', async (action, call, status) => {
    const { follower, paths, seen, last } = await followed(answered(404), answered(200, order(status)));
    await follower.act(action);
    expect(paths()).toContain(call);
    expect(seen[0]).toMatchObject({ isBusy: true });
    expect(last()).toMatchObject({ isBusy: false, note: '', order: { status } });
  });

  it('keeps the answer to a change if an older read is answered after it', async () => {
    // GIVEN a read that is under way
    const versionOf = (status: string, version: number) =>
      answered(200, { ...order(status), version }, { etag: `"${version}"` });
    const read = Promise.withResolvers<Answer>();
    const { follower, pass, paths, seen } = await followedAfter(0, read.promise, versionOf('CANCELLED', 2));

    // WHEN
    await follower.act('cancel');
    read.resolve(versionOf('PLACED', 1));
    await pass(MINUTE);

    // THEN
    expect(seen.map((next) => next.order.status)).not.toContain('PLACED');
    expect(seen.at(-1)).toMatchObject({ order: { status: 'CANCELLED', version: 2 } });
    expect(paths()).toEqual(['GET orders/a%2Fb', 'DELETE orders/a%2Fb']);
  });

  it.each([
    ['is too late', answered(409, { detail: 'status should be PLACED' }), 'status should be PLACED'],
    ['is not answered', answered(503), 'The shop did not answer. Try again.'],
    ['reaches nobody', { kind: 'unreachable' }, 'The shop did not answer. Try again.'],
  ] as const)('has a note if a change %s', async (_what, answer, note) => {
    const { follower, last } = await followed(answered(404), answer);
    await follower.act('cancel');
    expect(last()).toMatchObject({ isBusy: false, note });
  });

  it('keeps its note for 15 s, also when the order changes meanwhile', async () => {
    const late = answered(409, { detail: 'too late' });
    const preparing = answered(200, order('PREPARING'));
    const { follower, pass, last } = await followed(answered(404), late, preparing);
    await follower.act('cancel');
    await pass(10_000);
    expect(last()).toMatchObject({ note: 'too late', order: { status: 'PREPARING' } });
    await pass(10_000);
    expect(last()).toMatchObject({ note: '', order: { status: 'PREPARING' } });
  });
});

import { anyHttpCall, type HttpCall } from '../properties/calls.ts';
import { holdsFor, timeFor } from '../properties/property.ts';
import { anyGoodRequest, anySampleLine } from '../properties/requests.ts';
import { customerOf } from './support/anybody.ts';
import { itOf } from './support/behaviour.ts';
import { type CallAnswer, sendCall } from './support/call.ts';
import { limits } from './support/limits.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { place, reaches } from './support/orders.ts';
import { leftOut } from './support/parts.ts';

/** A busy computer can answer 503 too. The fault of a call would be there again. */
const TRIES = 3;

let shop: OpenTarget;
beforeAll(async () => {
  shop = await openTarget();
});
afterAll(() => shop.close());

const answerTo = async (call: HttpCall): Promise<CallAnswer> => {
  for (let n = 1; ; n++) {
    const answer = await sendCall(shop.target, call);
    if (answer.status !== 503 || n === TRIES) return answer;
  }
};

itOf('anyCall')(
  'every call over HTTP is answered without a 5xx, and the shop works afterwards',
  async () => {
    const requests = anyGoodRequest({
      line: anySampleLine,
      mostLines: 20,
      email: customerOf,
      now: Date.now(),
      mostMinutes: 9,
      without: leftOut,
    });
    const calls = anyHttpCall(requests.map(({ sent }) => sent));
    const seen = await holdsFor(calls, limits.calls, async (call) => {
      const { status, type, body } = await answerTo(call);
      expect({ status, body }).toEqual({ status: expect.any(Number), body: expect.any(String) });
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(500);
      if (/json/.test(type)) JSON.parse(body);
      return [String(status)];
    });
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['202', '400', '404', '415', '422']));
    const { orderId } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 60);
  },
  timeFor(limits.calls, 300),
);

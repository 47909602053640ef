import * as v from 'valibot';
import { currency, form, menu, samples, totalCents } from '../../lambda/product/index.ts';
import { itOf } from './support/behaviour.ts';
import { fetch } from './support/fetch.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { allDone, aRequest, depths, place, post, reaches } from './support/orders.ts';
import { has } from './support/parts.ts';
import { subscribe } from './support/probe.ts';

const acceptedSchema = v.looseObject({ orderId: v.string(), number: v.string(), placedAt: v.string() });
describe('an order', () => {
  let shop: OpenTarget;
  let before: Awaited<ReturnType<typeof depths>>;
  beforeAll(async () => {
    shop = await openTarget();
    before = await depths(shop.target);
  });
  afterAll(() => shop.close());

  it('is accepted with its location, and becomes READY', async () => {
    // WHEN
    const { status, headers, body } = await post(shop.target, aRequest());

    // THEN
    expect(status).toBe(202);
    const { orderId, ...accepted } = v.parse(acceptedSchema, body);
    expect(headers.location).toMatch(new RegExp(`/orders/${orderId}$`));
    expect(accepted).toMatchObject({ ...aRequest(), totalCents: totalCents(aRequest().lines), currency });
    const ready = await reaches(shop.target, orderId, 'READY', 10);
    expect(ready).toMatchObject({ orderId, number: accepted.number, placedAt: accepted.placedAt });
    expect([2, 3]).toContain(ready.version); // without PLACED, if the barista was faster than the record of the cashier
  });

  itOf('location')('can be read at its location', async () => {
    const { headers } = await post(shop.target, aRequest());
    const response = await fetch(new URL(headers.location ?? '', shop.target.url));
    expect(response.status).toBe(200);
  });

  it('is priced by the menu', async () => {
    const lines = [samples.fullLine, samples.line];
    expect(await (await fetch(`${shop.target.url}/menu`)).json()).toEqual({ ...menu, form });
    expect(await place(shop.target, { lines })).toMatchObject({ totalCents: totalCents(lines) });
  });

  it('is announced once at each step, after the step is recorded', async () => {
    const probe = await subscribe(shop.target, 'journey-probe');

    const { orderId, number } = await place(shop.target, has('tabs') ? { tab: 'table-1' } : {});
    const events = await probe.events([orderId], 2);
    await probe.close();

    // The first version is that of the cashier's record, unless the barista was faster.
    const version = events[0]?.version ?? 0;
    expect([1, 2]).toContain(version);
    expect(events).toEqual([
      expect.objectContaining({ type: 'order.preparing', status: 'PREPARING', number, version }),
      expect.objectContaining({ type: 'order.ready', status: 'READY', number, version: version + 1 }),
    ]);
    const ready = await reaches(shop.target, orderId, 'READY', 10);
    expect(events.map(({ at }) => at)).toContain(ready.updatedAt);
  });

  it('leaves no message on any queue', async () => {
    const { ordersDlq, tabsDlq } = before;
    await allDone(shop.target, 20);
    expect(await depths(shop.target)).toEqual({ orders: 0, tabs: 0, ordersDlq, tabsDlq });
  });
});

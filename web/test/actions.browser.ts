import type { Browser } from 'playwright-core';
import { openBrowser } from '../../test/browser/open-browser.ts';
import { until } from '../../test/journey/support/until.ts';
import { anOrder, emptyBoard } from './support/boards.ts';
import { openStub, type Stub } from './support/stub.ts';
import { type Visit, visit } from './support/visit.ts';

let browser: Browser;
let stub: Stub;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  stub = await openStub();
});
afterEach(() => stub.close());

const callsOf = (start: string) => stub.requests.filter(({ method, path }) => `${method} ${path}`.startsWith(start));
const press = ({ page }: Visit, name: string) => page.getByRole('button', { name }).click();
const openForm = async (visitor: Visit): Promise<void> => {
  await press(visitor, 'Place an order');
  await visitor.page.locator('#send').waitFor();
  await visitor.page.getByLabel('Name', { exact: true }).fill('Ada');
  await visitor.page.getByLabel('E-mail').fill('ada@example.org');
};
const send = (visitor: Visit) => press(visitor, 'Place the order');
/** Stops the time of the page, so that it reads nothing by itself, and waits for the read that is under way. */
const stopClock = async ({ page }: Visit): Promise<void> => {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 500);
  await page.waitForLoadState('networkidle');
};
const accepted = (orderId: string, fields: object = {}) => ({
  status: 202,
  body: { orderId, number: `K-${orderId}`, ...fields },
});
const withRows = (lane: 'waiting' | 'ready', ...orders: readonly object[]) => ({
  ...emptyBoard(),
  lanes: { ...emptyBoard().lanes, [lane]: { total: orders.length, oldestSeconds: 20, orders } },
});

describe('the form', () => {
  it('sends an order once, even if it is sent again before the answer', async () => {
    stub.orders = () => accepted('1');
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    const answer = Promise.withResolvers<void>();
    await page.route('**/orders', async (route) => {
      await answer.promise;
      await route.continue();
    });
    await openForm(visitor);
    await page.locator('#form').evaluate((form) => {
      for (let n = 0; n < 3; n++) form.dispatchEvent(new Event('submit', { cancelable: true }));
    });
    answer.resolve();
    await page.locator('.card', { hasText: 'K-1' }).waitFor();
    expect(callsOf('POST /orders')).toHaveLength(1);
    await visitor.close();
  });

  it('can be sent again after a refusal, and shows no fault of the last try meanwhile', async () => {
    const errors = [{ pointer: '/customer/email', detail: 'email should be another one' }];
    stub.orders = () => ({ status: 422, body: { detail: 'all of it', errors } });
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await openForm(visitor);
    await send(visitor);
    await page.locator('.fault:visible').waitFor();

    stub.orders = () => ({ status: 503 });
    await send(visitor);
    await page.locator('#form-message', { hasText: 'Next try in' }).waitFor();
    expect(await page.locator('.fault:visible').count()).toBe(0);
    await visitor.close();
  });

  it('reads the menu again when it is opened after a failure', async () => {
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await page.route('**/menu', (route) => route.abort());
    await press(visitor, 'Place an order');
    await page.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();
    await page.keyboard.press('Escape');
    await page.unroute('**/menu');
    await openForm(visitor);
    await visitor.close();
  });

  it('has no field of a part that the shop does without', async () => {
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await page.evaluate(() => {
      document.documentElement.dataset.without = 'tabs pickups';
    });
    await openForm(visitor);
    const labels = await page.locator('#form label').allTextContents();
    expect(labels).toEqual(expect.arrayContaining(['Name', 'E-mail']));
    expect(labels.filter((label) => /^(Tab|Pick-up time)/.test(label))).toEqual([]);
    await visitor.close();
  });

  it('begins anew after an order, for the same customer, without the lines that were removed', async () => {
    let orders = 0;
    stub.orders = ({ method }) => (method === 'POST' ? accepted(`${++orders}`) : { status: 404 });
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await openForm(visitor);
    await press(visitor, 'Add a line');
    await page.locator('.line').nth(1).getByRole('button', { name: 'Remove' }).click();
    await page.getByLabel('Pick-up time').fill('09:30');
    await send(visitor);
    await page.locator('.card', { hasText: 'K-1' }).waitFor();
    await press(visitor, 'Place an order');
    await send(visitor);
    await page.locator('.card', { hasText: 'K-2' }).waitFor();

    const [first, second] = callsOf('POST /orders').map(({ body }) => JSON.parse(body));
    expect(first).toMatchObject({ pickupAt: expect.stringMatching(/^\d{4}-.*Z$/), lines: [{}] });
    expect(first.lines).toHaveLength(1);
    expect(second).toMatchObject({ customer: { name: 'Ada', email: 'ada@example.org' } });
    expect(second).not.toHaveProperty('pickupAt');
    await visitor.close();
  });

  it('lets a text be as long as the menu says, in characters of two units too', async () => {
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await page.route('**/menu', (route) =>
      route.fulfill({ json: { form: { fields: [{ name: 'words', label: 'Words', kind: 'text', maxLength: 5 }] } } }),
    );
    await openForm(visitor);
    await page.getByLabel('Words').fill('👩👩👩👩👩');
    expect(await page.getByLabel('Words').inputValue()).toBe('👩👩👩👩👩');
    expect(await page.getByLabel('Words').getAttribute('maxlength')).toBe('10');
    await visitor.close();
  });
});

describe('an own order', () => {
  const placed = { number: 'K-1', status: 'PLACED', customer: { name: 'Ada' } };

  it('is read at once when the board shows it in another status, is announced, and is in the title while it is ready', async () => {
    let status = 'PLACED';
    stub.orders = ({ method }) =>
      method === 'POST' ? accepted('1', placed) : { status: 200, body: { ...placed, orderId: '1', status } };
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await openForm(visitor);
    await send(visitor);
    await page.locator('.card', { hasText: 'Waiting' }).waitFor();
    await page.evaluate(() => {
      const region = document.getElementById('announcer');
      const said: string[] = [];
      Object.assign(window, { said });
      if (region) new MutationObserver(() => said.push(region.textContent ?? '')).observe(region, { childList: true });
    });

    status = 'READY';
    stub.board = withRows('ready', anOrder(1, { number: 'K-1', firstName: 'Ada', status: 'READY' }));
    await page.locator('.card', { hasText: 'Ready to collect' }).waitFor({ timeout: 10_000 });
    expect(await page.title()).toBe('K-1 is ready');
    expect(await page.evaluate(() => Reflect.get(window, 'said'))).toEqual(['Order K-1: Ready to collect.']);

    status = 'COLLECTED';
    await press(visitor, 'Collect order K-1');
    await page.locator('.card', { hasText: 'Collected' }).waitFor();
    expect(await page.title()).toBe('Order board');
    await visitor.close();
  });

  it('is first on the list if it is the newest, and the board is read at once after it', async () => {
    let orders = 0;
    stub.orders = ({ method }) => (method === 'POST' ? accepted(`${++orders}`) : { status: 404 });
    const visitor = await visit(browser, stub.url, { hasClock: true });
    const { page } = visitor;
    for (const number of ['K-1', 'K-2']) {
      await openForm(visitor);
      await stopClock(visitor);
      const reads = callsOf('GET /board.json').length;
      await send(visitor);
      await page.locator('.card', { hasText: number }).waitFor();
      await until(
        async () => callsOf('GET /board.json').length,
        (now) => now > reads,
        { seconds: 5 },
      );
      await page.clock.resume();
    }
    expect(await page.locator('.card .number').allTextContents()).toEqual(['K-2', 'K-1']);
    await visitor.close();
  });
});

it('reads an own order that has not changed for long as soon as the board shows it in another status', async () => {
  const order = { orderId: '1', number: 'K-1', status: 'PLACED', customer: { name: 'Ada' } };
  stub.orders = () => ({ status: 200, body: order });
  const visitor = await visit(browser, stub.url, { hasClock: true });
  const { page } = visitor;
  await page.evaluate(() =>
    localStorage.setItem(
      'orderboard.orders',
      JSON.stringify([{ orderId: '1', number: 'K-1', acceptedAt: Date.now() }]),
    ),
  );
  await page.reload();
  await page.locator('.card', { hasText: 'Waiting' }).waitFor();
  await stopClock(visitor);
  for (let minute = 0; minute < 10; minute++) {
    await page.clock.runFor(60_000); // the pause before the next read is 30 s then
    await page.waitForLoadState('networkidle');
  }
  const reads = callsOf('GET /orders/1').length;

  stub.board = withRows('ready', anOrder(1, { number: 'K-1', firstName: 'Ada', status: 'READY' }));
  await page.clock.runFor(4000);
  await page.locator('#ready-rows .row').waitFor();
  await until(
    async () => callsOf('GET /orders/1').length,
    (now) => now === reads + 1,
    { seconds: 5 },
  );
  await visitor.close();
});

describe('the board', () => {
  it('is read at once when the browser is online again', async () => {
    const visitor = await visit(browser, stub.url, { hasClock: true });
    const { page, close } = visitor;
    await stopClock(visitor);
    const reads = callsOf('GET /board.json').length;
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await until(
      async () => callsOf('GET /board.json').length,
      (now) => now === reads + 1,
      { seconds: 5 },
    );
    await close();
  });

  it('tells the health of the shop once, and not with each read', async () => {
    const { page, close } = await visit(browser, stub.url, { hasClock: true });
    await page.evaluate(() => {
      const region = document.getElementById('announcer');
      if (region) new MutationObserver(() => region.classList.add('changed')).observe(region, { childList: true });
    });
    await page.clock.runFor(10_000);
    expect(await page.locator('#announcer').textContent()).toBe('The shop is well.');
    expect(await page.locator('#announcer.changed').count()).toBe(0);
    await close();
  });

  it('marks a single dead letter, says when the next order for later is due, and reads no name as HTML', async () => {
    const later = (hour: string, fields: object = {}) =>
      anOrder(1, { queue: 'pickups', pickupAt: `2026-11-21T${hour}:30:00Z`, ...fields });
    stub.board = {
      ...withRows('waiting', later('10'), later('09', { firstName: '<i>Ada</i>' })),
      queues: { ...emptyBoard().queues, tabs: { waiting: 0, deadLetters: 1 } },
    };
    const { page, close } = await visit(browser, stub.url, { timezoneId: 'UTC' });
    await page.locator('#pickups-since', { hasText: 'next at 09:30' }).waitFor();
    expect(await page.locator('#queues .dead[data-state="some"]').count()).toBe(1);
    expect(await page.locator('#pickups-rows .name').allTextContents()).toEqual([anOrder(1).firstName, '<i>Ada</i>']);
    await close();
  });
});

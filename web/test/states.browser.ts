import type { Browser } from 'playwright-core';
import { openBrowser } from '../../test/browser/open-browser.ts';
import { until } from '../../test/journey/support/until.ts';
import { anOrder, busyBoard, crowdedBoard, emptyBoard } from './support/boards.ts';
import { openStub, type Stub, type StubRequest } from './support/stub.ts';
import { axeFindings, type Visit, visit } from './support/visit.ts';

describe('the board', () => {
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

  const textOf = ({ page }: Visit, selector: string) => page.locator(selector).textContent();
  const callsOf = (start: string): StubRequest[] =>
    stub.requests.filter(({ method, path }) => `${method} ${path}`.startsWith(start));
  const openForm = async ({ page }: Visit): Promise<void> => {
    await page.getByRole('button', { name: 'Place an order' }).click();
    await page.locator('#send').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('محمد 👩‍🍳');
    await page.getByLabel('E-mail').fill('ada@example.org');
  };
  const send = ({ page }: Visit) => page.getByRole('button', { name: 'Place the order' }).click();

  const screens = [
    ['on a wide screen in the light', { viewport: { width: 1920, height: 1080 }, colorScheme: 'light' }],
    ['on a wide screen in the dark', { viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' }],
    ['on a phone in the light', { viewport: { width: 360, height: 740 }, colorScheme: 'light' }],
    ['on a phone in the dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
  ] as const;

  it.each(screens)('has no fault that axe finds, and nothing beside the screen, %s', async (_name, screen) => {
    stub.board = busyBoard();
    const order = { orderId: 'a', number: 'K-1', status: 'READY', totalCents: 5, currency: 'EUR' };
    stub.orders = () => ({ status: 200, body: order });
    const visitor = await visit(browser, stub.url, screen);
    const { page } = visitor;
    const kept = JSON.stringify([{ orderId: 'a', number: 'K-1', acceptedAt: Date.now() }]);
    await page.evaluate((text) => localStorage.setItem('orderboard.orders', text), kept);
    await page.reload();
    await page.locator('.card[data-state="ready"]').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await openForm(visitor);
    expect(await axeFindings(page)).toEqual([]);
    await visitor.close();
  });

  it('has no fault that axe finds when nothing is on it, and when its lists scroll', async () => {
    const visitor = await visit(browser, stub.url, { viewport: { width: 360, height: 740 } });
    expect(await axeFindings(visitor.page)).toEqual([]);
    stub.board = crowdedBoard();
    await visitor.page.locator('#stuck-rows[tabindex="0"]').waitFor();
    expect(await axeFindings(visitor.page)).toEqual([]);
    await visitor.close();
  });

  it('says what is empty', async () => {
    const visitor = await visit(browser, stub.url);
    for (const text of [
      'No waiting orders',
      'No waiting tabs',
      'Nothing for later',
      'Nothing in preparation',
      'Nothing to collect',
      'Nothing is stuck',
    ])
      await visitor.page.getByText(text).waitFor();
    expect(await textOf(visitor, '#health')).toBe('The shop is well');
    await visitor.close();
  });

  it('names the parts that cannot be read, and keeps their last rows', async () => {
    stub.board = busyBoard();
    const visitor = await visit(browser, stub.url);
    const { stuck: _stuck, ...lanes } = busyBoard().lanes;
    stub.board = {
      ...{ ...busyBoard(), lanes, queues: { ...busyBoard().queues, tabs: { waiting: 4 } } },
      ...{ reasons: ['missing'], missing: ['lanes.stuck', 'queues.tabs.deadLetters'] },
    };
    await visitor.page
      .locator('#health', { hasText: 'the stuck orders and the dead letters of the queue "Tabs" cannot be read' })
      .waitFor();
    await visitor.page.locator('#stuck-since', { hasText: /cannot be read; \d+ s old/ }).waitFor();
    expect(await visitor.page.locator('#stuck-rows li').count()).toBe(1);
    await visitor.page.locator('#queues', { hasText: 'unreadable dead letters' }).waitFor();
    await visitor.close();
  });

  it('shows thousands of orders, and changes only the rows that differ', async () => {
    // GIVEN
    stub.board = crowdedBoard();
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    expect(await page.locator('.row').count()).toBe(400);
    expect(await textOf(visitor, '#waiting-count')).toBe('1,000+');
    expect(await textOf(visitor, '#orders-count')).toBe('≈4,100');
    expect(await textOf(visitor, '#preparing-count')).toBe('20+');
    await page.evaluate(() => {
      for (const row of document.querySelectorAll<HTMLElement>('#ready-rows .row')) row.dataset.marked = 'before';
    });

    // WHEN ten orders go and ten come
    stub.board = crowdedBoard(10);
    await page.locator('#ready-rows .row:not([data-marked])').first().waitFor();

    // THEN
    expect(await page.locator('#ready-rows .row').count()).toBe(100);
    expect(await page.locator('#ready-rows .row[data-marked]').count()).toBe(90);
    const shown = await page.locator('#ready-rows .number').allTextContents();
    expect(shown).toEqual(crowdedBoard(10).lanes.ready.orders.map(({ number }) => number));
    await visitor.close();
  });

  it('counts ages on between two reads, and asks with the entity tag', async () => {
    const ready = { total: 1, oldestSeconds: 5, orders: [anOrder(1, { ageSeconds: 5 })] };
    stub.board = { ...emptyBoard(), lanes: { ...emptyBoard().lanes, ready } };
    const { page, close } = await visit(browser, stub.url, { hasClock: true });
    await page.clock.pauseAt(new Date(Date.now() + 1000));
    const age = async (): Promise<number> =>
      Number.parseInt((await page.locator('#ready-rows .note').textContent()) ?? '', 10);
    const [first, reads] = [await age(), callsOf('GET /board.json').length];
    await page.clock.runFor(1000);
    expect([await age(), callsOf('GET /board.json').length]).toEqual([first + 1, reads]);

    await page.clock.runFor(10_000);
    const tags = callsOf('GET /board.json').map(({ headers }) => headers['if-none-match']);
    expect(tags.length).toBeGreaterThan(1);
    expect(tags[0]).toBeUndefined();
    expect(tags.slice(1).every((tag) => tag?.startsWith('W/"'))).toBe(true);
    await close();
  });

  it.each([
    [403, 'The shop refuses this page (403)'],
    [429, 'The shop receives too many calls'],
    [500, 'The shop does not answer'],
  ])('says what an answer of %d means', async (status, text) => {
    const visitor = await visit(browser, stub.url);
    stub.outage = { status, body: {} };
    await visitor.page.locator('#banner', { hasText: `${text}. This board is` }).waitFor();
    await visitor.close();
  });

  it('does not call itself live while an answer is overdue', async () => {
    const visitor = await visit(browser, stub.url, { hasClock: true });
    const { page } = visitor;
    await page.locator('#freshness', { hasText: 'Live' }).waitFor();
    await page.route('**/board.json', () => undefined); // no answer
    await page.clock.runFor(15_000);
    expect(await textOf(visitor, '#freshness')).toMatch(/^Read 1\d s ago$/);
    await visitor.close();
  });

  it('waits as long as the shop asks', async () => {
    stub.outage = { status: 503, headers: { 'Retry-After': '25' }, body: {} };
    const { page, close } = await visit(browser, stub.url, { hasClock: true });
    await page.locator('#banner', { hasText: /Next try in 2[45] s/ }).waitFor();
    await page.clock.runFor(20_000);
    expect(callsOf('GET /board.json')).toHaveLength(1);

    stub.outage = undefined;
    await page.clock.runFor(6000);
    await page.locator('#health[data-state="well"]').waitFor();
    expect(callsOf('GET /board.json')).toHaveLength(2);
    await close();
  });

  it('reads about every 3 s, every 30 s while it is hidden, and at once when it becomes visible', async () => {
    const visitor = await visit(browser, stub.url, { hasClock: true });
    const { page } = visitor;
    const setHidden = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    let open = 0;
    page.on('request', () => open++);
    page.on('requestfinished', () => open--);
    page.on('requestfailed', () => open--);
    const readsDuring = async (seconds: number): Promise<number> => {
      const before = callsOf('GET /board.json').length;
      for (let n = 0; n < seconds; n++) {
        await page.clock.runFor(1000);
        // The clock of the page waits for the answers, which come in real time.
        await until(
          async () => open,
          (calls) => calls === 0,
          { seconds: 10 },
        );
        await page.evaluate(() => undefined);
      }
      return callsOf('GET /board.json').length - before;
    };
    const visible = await readsDuring(60);
    expect(visible).toBeGreaterThanOrEqual(14);
    expect(visible).toBeLessThanOrEqual(22);

    await setHidden(true);
    expect(await readsDuring(60)).toBeLessThanOrEqual(3);
    const before = callsOf('GET /board.json').length;
    await setHidden(false);
    await until(
      async () => callsOf('GET /board.json').length,
      (reads) => reads === before + 1,
      { seconds: 5 },
    );
    await visitor.close();
  });

  it('builds the form from the menu, and sends what was chosen', async () => {
    stub.orders = () => ({ status: 202, body: { orderId: 'a', number: 'K-1' } });
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await openForm(visitor);
    await page.getByLabel('Plant').selectOption('basil');
    await page.getByLabel('glass').check();
    await page.getByLabel('Pieces').fill('3');
    await page.getByLabel(/^card/).check();
    await page.getByLabel('Wrapped').check();
    await page.getByLabel(/^Letter/).fill('سلام\nand all the best');
    expect(await page.getByLabel(/^Letter/).getAttribute('dir')).toBe('auto');
    expect(await page.getByLabel(/^Words/).getAttribute('dir')).toBe('auto');
    await page.getByRole('button', { name: 'Add a line' }).click();
    await send(visitor);
    await page.locator('.card', { hasText: 'Accepted' }).waitFor();
    const [{ body = '', headers = {} } = {}] = callsOf('POST /orders');
    expect(headers['idempotency-key']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(JSON.parse(body)).toEqual({
      customer: { name: 'محمد 👩‍🍳', email: 'ada@example.org' },
      lines: [
        {
          ...{ plant: 'basil', pot: 'glass', pieces: 3, gifts: ['card'], watered: false, wrapped: true },
          letter: 'سلام\nand all the best',
        },
        { plant: 'aloe', pot: 'clay', pieces: 1, watered: false },
      ],
    });
    await visitor.close();
  });

  it('shows each fault of a refusal at its field', async () => {
    const errors = [
      { pointer: '/customer/email', detail: 'email should be another one' },
      { pointer: '/lines/1/gifts/0', detail: 'gifts should differ' },
      { pointer: '/elsewhere', detail: 'elsewhere should be absent' },
    ];
    stub.orders = () => ({ status: 422, body: { title: 'Invalid order', detail: 'all of it', errors } });
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await openForm(visitor);
    await page.getByRole('button', { name: 'Add a line' }).click();
    await send(visitor);
    await page.getByRole('alert').filter({ hasText: '2 fields to correct; elsewhere should be absent' }).waitFor();
    const email = page.getByLabel('E-mail');
    expect(await email.getAttribute('aria-invalid')).toBe('true');
    expect(await textOf(visitor, `#${await email.getAttribute('aria-describedby')}`)).toBe(errors[0]?.detail);
    expect(await page.locator('.line').nth(1).locator('.fault:visible').textContent()).toBe(errors[1]?.detail);
    expect(await page.locator('.fault:visible').count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await visitor.close();
  });

  it('sends an order again under the same key until the shop answers', async () => {
    let tries = 0;
    stub.orders = ({ method }) => {
      if (method === 'GET') return { status: 404, headers: { 'Retry-After': '1' } };
      return ++tries === 1
        ? { status: 503, headers: { 'Retry-After': '1' } }
        : { status: 202, body: { orderId: 'a', number: 'K-1' } };
    };
    const visitor = await visit(browser, stub.url);
    await openForm(visitor);
    await send(visitor);
    await visitor.page.locator('#form-message', { hasText: 'Next try in' }).waitFor();
    await visitor.page.locator('.card', { hasText: 'K-1' }).waitFor();
    const sent = callsOf('POST /orders');
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ headers, body }) => `${headers['idempotency-key']} ${body}`)).size).toBe(1);

    // An order that is not on record yet stays on the list.
    await until(
      async () => callsOf('GET /orders/a').length,
      (reads) => reads > 1,
      { seconds: 20 },
    );
    await visitor.page.locator('.card', { hasText: 'Accepted' }).waitFor();
    await visitor.close();
  });

  it('follows an order whose answer a reload has lost', async () => {
    const answer: { status: number; body?: object } = { status: 503 };
    stub.orders = () => answer;
    const visitor = await visit(browser, stub.url);
    await openForm(visitor);
    await send(visitor);
    await visitor.page.locator('#form-message', { hasText: 'Next try in' }).waitFor();

    Object.assign(answer, { status: 202, body: { orderId: 'a', number: 'K-1' } });
    await visitor.page.reload();
    await visitor.page.locator('.card', { hasText: 'K-1' }).waitFor();
    const sent = callsOf('POST /orders').map(({ headers, body }) => `${headers['idempotency-key']} ${body}`);
    expect(sent).toEqual([sent[0], sent[0]]);
    await visitor.close();
  });

  describe('after a reload that lost the answer to an order', () => {
    const UNANSWERED = 'It may have your order. Enter the same order again: the shop makes it only once.';
    const unavailable = { status: 503, headers: { 'Retry-After': '1' } };

    /** A visitor who has sent an order to a shop that does not answer. */
    const withPending = async (): Promise<Visit> => {
      stub.orders = () => unavailable;
      const visitor = await visit(browser, stub.url, { hasClock: true });
      await openForm(visitor);
      await send(visitor);
      await visitor.page.locator('#form-message', { hasText: 'Next try in' }).waitFor();
      return visitor;
    };
    const alertOf = ({ page }: Visit, text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor();
    /** Lets the time of the page pass until it has sent the order so often. */
    const untilSent = ({ page }: Visit, times: number) =>
      until(
        async () => page.clock.runFor(1000).then(() => callsOf('POST /orders').length),
        (sent) => sent >= times,
        { seconds: 10 },
      );

    it('says that the shop may have an order that it does not answer, and keeps its key', async () => {
      // WHEN
      const visitor = await withPending();
      const { page } = visitor;
      const sent = callsOf('POST /orders').length;
      await page.reload();
      await untilSent(visitor, sent + 4);

      // THEN
      await alertOf(visitor, UNANSWERED);
      expect(await axeFindings(page)).toEqual([]);

      // WHEN
      stub.orders = () => ({ status: 202, body: { orderId: 'a', number: 'K-1' } });
      await page.getByLabel('Name', { exact: true }).fill('محمد 👩‍🍳');
      await page.getByLabel('E-mail').fill('ada@example.org');
      await send(visitor);

      // THEN
      await page.locator('.card', { hasText: 'K-1' }).waitFor();
      expect(new Set(callsOf('POST /orders').map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      await visitor.close();
    });

    it('says so too minutes later, when the order does not go out again by itself', async () => {
      const visitor = await withPending();
      const { page } = visitor;
      await page.clock.setSystemTime(Date.now() + 3 * 60_000);
      await page.reload();
      const sent = callsOf('POST /orders').length;
      await alertOf(visitor, UNANSWERED);
      expect(callsOf('POST /orders')).toHaveLength(sent);
      await visitor.close();
    });

    it('says why the shop refuses the order, once', async () => {
      const visitor = await withPending();
      const { page } = visitor;
      const errors = [{ pointer: '/pickupAt', detail: 'pickupAt should be later' }];
      stub.orders = () => ({ status: 422, body: { detail: 'all of it', errors } });
      await page.reload();
      await alertOf(visitor, 'The shop refused your last order: pickupAt should be later');
      expect(await page.locator('.field .fault:visible').count()).toBe(0);

      await page.reload();
      await page.locator('#board:not([data-state="unread"])').waitFor();
      expect(await page.locator('#form-dialog').isVisible()).toBe(false);
      await visitor.close();
    });

    it('says so beside an open form, which sends nothing else until then', async () => {
      // GIVEN
      const visitor = await withPending();
      const { page } = visitor;
      await page.reload();
      await openForm(visitor);
      await page.locator('#form-message', { hasText: 'Next try in' }).waitFor();
      await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 500);
      await page.waitForLoadState('networkidle');
      const sent = callsOf('POST /orders').length;

      // WHEN
      await page.locator('#form').evaluate((form) => form.dispatchEvent(new Event('submit', { cancelable: true })));
      stub.orders = () => ({ status: 422, body: { detail: 'all of it' } });
      await untilSent(visitor, sent + 1);

      // THEN
      await alertOf(visitor, 'The shop refused your last order: all of it');
      expect(callsOf('POST /orders')).toHaveLength(sent + 1);
      expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.org');
      await visitor.close();
    });

    it('says so if the form cannot be loaded, and keeps the message when it can', async () => {
      const visitor = await withPending();
      const { page } = visitor;
      await page.route('**/menu', (route) => route.abort());
      stub.orders = () => ({ status: 422, body: { detail: 'all of it' } });
      await page.reload();
      await alertOf(visitor, 'could not be loaded');
      await alertOf(visitor, 'all of it');
      await page.keyboard.press('Escape');
      await page.unroute('**/menu');
      await openForm(visitor);
      await alertOf(visitor, 'all of it');
      expect(await page.getByText('could not be loaded').count()).toBe(0);
      await visitor.close();
    });
  });

  it('opens the form again if an order is refused after the form was closed', async () => {
    let refuse = (): void => undefined;
    const visitor = await visit(browser, stub.url);
    const { page } = visitor;
    await page.route('**/orders', async (route) => {
      await new Promise<void>((resolve) => {
        refuse = resolve;
      });
      await route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{"detail":"no more of it"}' });
    });
    await openForm(visitor);
    const sending = page.waitForRequest('**/orders');
    await send(visitor);
    await sending;
    await page.keyboard.press('Escape');
    await page.locator('#form-dialog').waitFor({ state: 'hidden' });

    refuse();
    await page.getByRole('alert').filter({ hasText: 'no more of it' }).waitFor();
    await visitor.close();
  });

  it('shows own orders in each tab of the browser, but no order of the week before', async () => {
    const order = { number: 'K-1', status: 'PLACED', customer: { name: 'محمد 👩‍🍳' } };
    stub.orders = ({ path }) => ({ status: 200, body: { ...order, orderId: path.slice(-1) } });
    const { page, close } = await visit(browser, stub.url);
    const other = await page.context().newPage();
    await other.goto(stub.url);
    const keep = (...kept: object[]) =>
      other.evaluate((text) => localStorage.setItem('orderboard.orders', text), JSON.stringify(kept));
    const now = Date.now();
    await keep(
      { orderId: 'a', number: 'K-1', acceptedAt: now },
      { orderId: 'b', number: 'K-1', acceptedAt: now - 7 * 86_400_000 },
    );
    await page.locator('.card bdi', { hasText: 'محمد 👩‍🍳' }).waitFor();
    expect(await page.locator('.card').count()).toBe(1);
    await keep();
    await page.locator('.card').waitFor({ state: 'detached' });
    await close();
  });

  it.each([1400, 800, 360])('holds all of many own orders, the lanes and the queues, %d px wide', async (width) => {
    stub.board = crowdedBoard();
    stub.orders = ({ path }) => ({ status: 200, body: { orderId: path.slice(8), number: 'K-1', status: 'READY' } });
    const { page, close } = await visit(browser, stub.url, { viewport: { width, height: 800 } });
    const kept = Array.from({ length: 12 }, (_, n) => ({ orderId: `${n}`, number: 'K-1', acceptedAt: Date.now() }));
    await page.evaluate((text) => localStorage.setItem('orderboard.orders', text), JSON.stringify(kept));
    await page.reload();
    await page.locator('.card[data-state="ready"]').nth(11).waitFor();
    await page.locator('.row').first().waitFor();

    const bottomOf = (selector: string) =>
      page.locator(selector).evaluate((element) => element.getBoundingClientRect().bottom);
    expect(await bottomOf('.queues')).toBeLessThanOrEqual(await bottomOf('main'));
    expect(await bottomOf('#board')).toBeLessThan(await bottomOf('.queues'));
    await close();
  });

  it('prints every row', async () => {
    stub.board = crowdedBoard();
    const { page, close } = await visit(browser, stub.url, { viewport: { width: 1400, height: 800 } });
    await page.emulateMedia({ media: 'print' });
    const hidden = await page
      .locator('.rows')
      .evaluateAll((lists) => lists.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight).length);
    expect(hidden).toBe(0);
    await close();
  });

  it('says why an order can no longer be cancelled', async () => {
    let status = 'PLACED';
    stub.orders = ({ method }) => {
      if (method === 'POST') return { status: 202, body: { orderId: 'a', number: 'K-1', status } };
      if (method === 'GET') return { status: 200, body: { orderId: 'a', number: 'K-1', status } };
      status = 'PREPARING';
      return { status: 409, body: { detail: 'status should be PLACED, got PREPARING' } };
    };
    const visitor = await visit(browser, stub.url);
    await openForm(visitor);
    await send(visitor);
    await visitor.page.getByRole('button', { name: 'Cancel order K-1' }).click();
    await visitor.page.locator('.card', { hasText: 'In preparation' }).waitFor();
    await visitor.page.getByRole('alert').filter({ hasText: 'status should be PLACED, got PREPARING' }).waitFor();
    expect(await visitor.page.getByRole('button', { name: 'Cancel order K-1' }).isVisible()).toBe(false);
    await visitor.close();
  });
});

import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../../test/browser/open-browser.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { place, reaches } from '../../test/journey/support/orders.ts';
import { until } from '../../test/journey/support/until.ts';
import { injectPanel } from '../http/panel-injection.ts';

jest.setTimeout(60_000);

/** A page with a policy as strict as that of the board. It needs no other part of the system. */
const PAGE = injectPanel({
  statusCode: 200,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
  },
  body: '<!doctype html><html lang="en"><head><title>Page</title></head><body><main><h1>Page</h1></main></body></html>',
  isBase64Encoded: false,
});

describe('the panel of the local shop', () => {
  let browser: Browser;
  let shop: Shop;
  beforeAll(async () => {
    [browser, shop] = await Promise.all([openBrowser(), launchShop()]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.stop();
  });

  const problems: string[] = [];
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  const visit = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const calls: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) problems.push(message.text());
    });
    page.on('request', (request) => calls.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.route(`${shop.target.url}/`, (route) =>
      route.fulfill({ status: PAGE.statusCode, headers: PAGE.headers, body: PAGE.body }),
    );
    await page.goto(shop.target.url);
    await page.getByText('Local shop: inject faults').waitFor();
    return { page, calls, close: () => context.close() };
  };
  const open = async (options?: BrowserContextOptions) => {
    const visited = await visit(options);
    await visited.page.getByText('Local shop: inject faults').focus();
    await visited.page.keyboard.press('Enter');
    await press(visited.page, 'Show the newest mails', /^\d+ mails were sent/);
    return visited;
  };
  const press = async (page: Page, name: string, said: string | RegExp): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).press('Enter');
    await page.getByRole('status').filter({ hasText: said }).waitFor();
  };
  const axeFindings = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
  const health = async (): Promise<unknown> => (await fetch(`${shop.target.url}/_local/health`)).json();

  it('is closed at first, and asks the shop for nothing but its two files', async () => {
    const { page, calls, close } = await visit();
    expect(await page.getByRole('button').count()).toBe(0);
    expect(calls.toSorted()).toEqual(['GET /', 'GET /_local/panel.css', 'GET /_local/panel.js']);
    expect(await axeFindings(page)).toEqual([]);
    await close();
  });

  it.each(['light', 'dark'] as const)(
    'has no fault that axe finds when it is open, with the %s scheme',
    async (colorScheme) => {
      const { page, close } = await open({ colorScheme, viewport: { width: 360, height: 800 } });
      expect(await axeFindings(page)).toEqual([]);
      await close();
    },
  );

  it('reads the state of the shop once at a time, also while there is no answer', async () => {
    const { page, calls, close } = await visit();
    await page.clock.install();
    await page.reload();
    await page.route('**/_local/health', () => undefined); // no answer
    const asked = page.waitForRequest('**/_local/health');
    await page.getByText('Local shop: inject faults').click();
    await asked;
    await page.clock.runFor(20_000);
    expect(calls.filter((call) => call.startsWith('GET /_local/') && !call.includes('panel')).toSorted()).toEqual([
      'GET /_local/faults',
      'GET /_local/health',
    ]);
    await close();
  });

  it('begins and ends an outage, and shows it', async () => {
    const { page, close } = await open();
    const row = page.getByRole('listitem').filter({ hasText: 's3' });
    await page.getByLabel('Outage mode of s3').selectOption('throttle');
    await press(page, 'Begin an outage of s3', 'An outage of s3 began: throttle.');
    await row.getByText('throttle', { exact: true }).and(page.locator('.faulty')).waitFor();
    expect(await health()).toMatchObject({ outages: { s3: 'throttle' } });
    await press(page, 'End the outage of s3', 's3 works.');
    await row.getByText('works', { exact: true }).waitFor();
    expect(await health()).toMatchObject({ outages: {} });
    await close();
  });

  it('kills a function', async () => {
    const { page, close } = await open();
    await press(page, 'Kill the function counter', 'Every instance of counter was killed.');
    await page.getByRole('listitem').filter({ hasText: 'counter' }).getByText('kills 1').waitFor();
    await close();
  });

  it('begins and ends a fault of the work, and shows what is left', async () => {
    const { page, close } = await open();
    await page.getByLabel('Fault', { exact: true }).selectOption('slow');
    await page.getByLabel('Orders', { exact: true }).fill('2');
    await page.getByLabel('Milliseconds', { exact: true }).fill('1');
    await press(page, 'Begin this fault of the work', 'The next 2 orders: slow.');
    await page.getByText('slow, 2 left').waitFor();
    await reaches(shop.target, (await place(shop.target)).orderId, 'READY', 10);
    await page.getByText('slow, 1 left').waitFor();
    await press(page, 'End the fault of the work', 'The work goes on as usual.');
    await page.getByText('no fault').waitFor();
    expect(await health()).toMatchObject({ work: null });
    await close();
  });

  it('shows why the shop refuses a fault', async () => {
    const { page, close } = await open();
    await page.getByLabel('Orders', { exact: true }).fill('0');
    await press(page, 'Begin this fault of the work', /^Failed: the body should be JSON with a mode of .*"orders":0/);
    await close();
  });

  it('sends a poison message to a queue', async () => {
    const { page, close } = await open();
    const quarantined = shop.line(/barista .*record\.quarantined code="claim-check-missing"/);
    await page.getByLabel('Kind', { exact: true }).selectOption('claim-check-missing');
    await page.getByText('a claim check whose object does not exist: claim-check-missing').waitFor();
    await page.getByLabel('Queue', { exact: true }).selectOption('tabs');
    await press(page, 'Send this poison message', 'claim-check-missing was sent to tabs.');
    expect(await quarantined).toMatch(/queue="[^"]*\.fifo"/);
    await close();
  });

  it('disables and enables an event source mapping', async () => {
    const { page, close } = await open();
    const queue = shop.target.outputs.OrdersQueueUrl.split('/').at(-1) ?? '';
    const row = page.getByRole('listitem').filter({ hasText: queue });
    await press(page, `Disable the mapping of ${queue}`, `The mapping of ${queue} is disabled.`);
    await row.getByText('Disabled, 0 batches in flight').waitFor();
    await press(page, `Enable the mapping of ${queue}`, `The mapping of ${queue} is enabled.`);
    await row.getByText('Enabled, 0 batches in flight').waitFor();
    await close();
  });

  it('shows the newest mails', async () => {
    const mailed = shop.line(/receipts .*receipt\.mailed/);
    await place(shop.target);
    await mailed;
    const { page, close } = await open();
    await press(page, 'Show the newest mails', /^[1-9]\d* mails were sent/);
    const text = page.getByText('To: success+ada@simulator.amazonses.com');
    const mail = page.locator('.mails details').filter({ has: text }).first();
    const openMail = async (): Promise<boolean> => {
      if ((await mail.getAttribute('open')) === null) await mail.locator('summary').press('Enter');
      return mail.getByText('To: success+ada@simulator.amazonses.com').isVisible();
    };
    await until(openMail, (isVisible) => isVisible, { seconds: 20 });
    await close();
  });
});

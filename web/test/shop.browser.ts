import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Browser, Locator } from 'playwright-core';
import * as v from 'valibot';
import { openBrowser } from '../../test/browser/open-browser.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { putRecord } from '../../test/journey/support/lease.ts';
import { aPlacedMessage } from '../../test/journey/support/messages.ts';
import { reaches } from '../../test/journey/support/orders.ts';
import { fillForm, ownOrders, requiredEntries, waitForStatus } from './support/order.ts';
import { openPrefixProxy, type PrefixProxy } from './support/prefix-proxy.ts';
import { axeFindings, visit } from './support/visit.ts';

jest.setTimeout(120_000);

describe('the board of a local shop', () => {
  let browser: Browser;
  let shop: Shop;
  let proxy: PrefixProxy;
  beforeAll(async () => {
    [browser, shop] = await Promise.all([openBrowser(), launchShop()]);
    proxy = await openPrefixProxy(shop.target.url);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), proxy.close()]);
    await shop.stop();
  });

  it('takes an order, shows it as ready, and hands it out', async () => {
    const { page, close } = await visit(browser, shop.target.url);
    await fillForm(page);
    await page.getByRole('button', { name: 'Place the order' }).click();
    await waitForStatus(page, 'Ready to collect');
    const number = await ownOrders(page).locator('.number').textContent();
    await page.locator('#ready-rows .number', { hasText: String(number) }).waitFor();

    await page.getByRole('button', { name: `Collect order ${number}` }).click();
    await waitForStatus(page, 'Collected');
    await page.locator('#ready-rows .number', { hasText: String(number) }).waitFor({ state: 'detached' });
    await close();
  });

  it('cancels an order for later, and keeps it over a reload', async () => {
    const { page, close } = await visit(browser, shop.target.url);
    await fillForm(page);
    const hourAhead = new Date(Date.now() + 60 * 60_000);
    await page
      .getByLabel('Pick-up time')
      .fill(await page.evaluate((at) => new Date(at).toTimeString().slice(0, 5), +hourAhead));
    await page.getByRole('button', { name: 'Place the order' }).click();
    await waitForStatus(page, 'Waiting, for');
    await page.locator('#pickups-rows li').waitFor();
    expect(await page.getByLabel('Pick-up time').inputValue()).toBe(''); // the next order is not for later unasked

    await page.reload();
    await waitForStatus(page, 'Waiting, for');
    await page.getByRole('button', { name: /^Cancel order/ }).click();
    await waitForStatus(page, 'Cancelled');
    await page.locator('#pickups-rows li').waitFor({ state: 'detached' });
    await close();
  });

  it('shows a stuck order with its failure, and says that the shop is not well', async () => {
    // GIVEN an order that used up its attempts
    const message = aPlacedMessage({}, { number: 'S-0001' });
    await putRecord(shop.target, message, { status: 'PLACED', attempts: 12 });
    const { OrdersQueueUrl } = shop.target.outputs;
    await shop.target.sqs.send(
      new SendMessageCommand({ QueueUrl: OrdersQueueUrl, MessageBody: JSON.stringify(message) }),
    );
    await reaches(shop.target, message.orderId, 'STUCK', 20);

    const order = await fetch(`${shop.target.url}/orders/${message.orderId}`);
    const { failure } = v.parse(v.object({ failure: v.object({ message: v.string() }) }), await order.json());

    // WHEN its customer opens the board
    const { page, close } = await visit(browser, shop.target.url);
    const kept = [{ orderId: message.orderId, number: 'S-0001', acceptedAt: Date.now() }];
    await page.evaluate((text) => localStorage.setItem('orderboard.orders', text), JSON.stringify(kept));
    await page.reload();

    // THEN
    await waitForStatus(page, `Stuck: ${failure.message}`);
    await page.locator('#stuck-rows .number', { hasText: 'S-0001' }).waitFor();
    await page
      .locator('#health[data-state="unwell"]', { hasText: '1 dead letter (Standard); 1 order is stuck' })
      .waitFor();
    await page.getByRole('button', { name: 'Cancel order S-0001' }).click();
    await waitForStatus(page, 'Cancelled');
    expect(await axeFindings(page)).toEqual([]);
    await close();
  });

  it.each(['', '/'])('works under the path of a stage that ends with "%s"', async (end) => {
    const { page, calls, close } = await visit(browser, `${proxy.url}${end}`);
    await fillForm(page);
    await page.getByRole('button', { name: 'Place the order' }).click();
    await waitForStatus(page, 'Ready to collect');
    expect(calls.filter((call) => !call.includes('/stage/shop'))).toEqual([]);
    await close();
  });

  it('keeps the last board while the shop does not answer, and goes on by itself', async () => {
    const { page, close } = await visit(browser, proxy.url);
    await page.locator('#ready-rows li').first().waitFor();
    proxy.isDown = true;
    await page.locator('#banner', { hasText: /This board is .* old/ }).waitFor();
    expect(await page.locator('#ready-rows li').count()).toBeGreaterThan(0);
    expect(await axeFindings(page)).toEqual([]);

    proxy.isDown = false;
    await page.locator('#board[data-state="live"]').waitFor({ timeout: 60_000 });
    expect(await page.locator('#banner').isVisible()).toBe(false);
    await close();
  });

  it('can be used with the keyboard only', async () => {
    const { page, close } = await visit(browser, shop.target.url);
    const press = async (key: string, until: () => Promise<boolean>): Promise<void> => {
      for (let n = 0; !(await until()); n++) {
        if (n > 40) throw new Error(`the focus should get there with ${key}, got nowhere after ${n} times`);
        await page.keyboard.press(key);
      }
    };
    const isOn = (id: string) => () => page.evaluate((wanted) => document.activeElement?.id === wanted, id);
    const isFocused = (locator: Locator) => () => locator.evaluate((field) => field === document.activeElement);

    await press('Tab', isOn('open-form'));
    await page.keyboard.press('Enter');
    await page.locator('#send').waitFor();
    for (const { field, text } of requiredEntries) {
      await press('Tab', isFocused(field(page)));
      await (text === undefined ? page.keyboard.press('Space') : page.keyboard.type(text));
    }
    await press('Tab', isFocused(page.getByLabel('Name', { exact: true })));
    await page.keyboard.type('Ada Lovelace');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ada@example.org');
    await page.keyboard.press('Enter');
    await waitForStatus(page, 'Ready to collect');
    await press('Tab', () => page.evaluate(() => (document.activeElement?.textContent ?? '') === 'Collect'));
    await page.keyboard.press('Enter');
    await waitForStatus(page, 'Collected');
    await close();
  });
});

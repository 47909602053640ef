import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { aCustomer, mailAbout, mailed, mailsTo } from '../../test/journey/support/mails.ts';
import { place, reaches } from '../../test/journey/support/orders.ts';
import { type OutageMode, outageModes } from '../engines/outages.ts';

/** Modes in which SES accepts the mail, and its answer is lost. */
const ACCEPTING: readonly OutageMode[] = ['stall', 'trickle'];

describe('receipts', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop();
  });
  afterAll(() => shop.stop());

  const outage = (method: string, mode?: string) =>
    fetch(`${shop.target.url}/_local/outages/ses`, { method, ...(mode ? { body: JSON.stringify({ mode }) } : {}) });

  it.each(outageModes)('are mailed after an outage of SES (%s), while orders become READY during it', async (mode) => {
    const customer = aCustomer(`Barbara-${mode}`);
    await outage('PUT', mode);
    const failure = shop.line(/receipts .*record\.failed .*service="ses"/);
    const order = await place(shop.target, { customer });
    await reaches(shop.target, order.orderId, 'READY', 10);
    await failure;
    if (!ACCEPTING.includes(mode)) expect(await mailsTo(shop.target, customer.email)).toEqual([]);

    await outage('DELETE');

    const [mail, ...more] = await mailed(shop.target, customer.email);
    expect(mail).toMatchObject(mailAbout('ready', order, customer));
    if (!ACCEPTING.includes(mode)) expect(more).toEqual([]);
  });
});

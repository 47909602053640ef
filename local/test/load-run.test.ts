import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { descriptionPath, ROOT } from '../../test/journey/support/target.ts';

const runLoad = async (port: number | string, ...more: readonly string[]) => {
  const args = ['local/test/load-run.ts', '--port', String(port), '--orders', '20', ...more];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, said, complaint };
};

describe('a load run', () => {
  let shop: Shop;
  let port: string;
  beforeAll(async () => {
    shop = await launchShop();
    port = new URL(shop.target.url).port;
  }, 30_000);
  afterAll(() => shop.stop());

  it('ends although a message that the shop cannot read yet stays on its queue', async () => {
    const MessageBody = JSON.stringify({ v: 2, type: 'order.placed' }); // from a newer release: retried
    await shop.target.sqs.send(new SendMessageCommand({ QueueUrl: shop.target.outputs.OrdersQueueUrl, MessageBody }));
    expect(await runLoad(port)).toMatchObject({ code: 0, said: expect.stringContaining('20 of 20'), complaint: '' });
  }, 60_000);

  it('ends with one sentence without a shop', async () => {
    expect(await runLoad(1)).toEqual({
      code: 1,
      said: '',
      complaint: expect.stringMatching(/^.*open the shop first.*\n$/),
    });
  }, 20_000);

  it('ends with one sentence if the shop of a description is gone', async () => {
    const gone = readFileSync(descriptionPath(port), 'utf8').replaceAll(shop.target.url, 'http://127.0.0.1:9');
    writeFileSync(descriptionPath('gone'), gone);
    const { code, complaint } = await runLoad('gone');
    expect({ code, complaint }).toEqual({
      code: 1,
      complaint: expect.stringMatching(/^a local shop should answer at .*got no answer.*npm start.*\n$/),
    });
  }, 20_000);

  it.each([
    ['orders', '0'],
    ['concurrency', 'many'],
    ['tabs', '1.5'],
  ])('refuses --%s %s', async (option, value) => {
    const { code, complaint } = await runLoad(port, `--${option}`, value);
    expect({ code, complaint }).toEqual({
      code: 1,
      complaint: expect.stringMatching(/^--.* should be a whole number.*\n$/),
    });
  });
});

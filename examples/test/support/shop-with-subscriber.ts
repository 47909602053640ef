import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { launchShop, type Shop } from '../../../test/journey/support/launch-shop.ts';
import { descriptionPath, ROOT } from '../../../test/journey/support/target.ts';

const cdkJsonSchema = v.object({ context: v.record(v.string(), v.unknown()) });
const outputsSchema = v.object({ outputs: v.object({ AlertTopicArn: v.string() }) });

export type ShopWithSubscriber = Shop & { readonly alertTopicArn: string };

/** Opens a local shop that also runs the stack of the subscriber, as it is deployed. */
export const launchShopWithSubscriber = async (): Promise<ShopWithSubscriber> => {
  // Inside the checkout: Lambda brings the AWS SDK, and here Node.js finds it in a folder above.
  const folder = join(ROOT, '.orderboard');
  mkdirSync(folder, { recursive: true });
  const outdir = mkdtempSync(join(folder, 'subscriber-'));
  try {
    await synthesize(outdir);
    const shop = await launchShop(0, ['--assembly', outdir]);
    const description = readFileSync(descriptionPath(new URL(shop.target.url).port), 'utf8');
    const { AlertTopicArn } = v.parse(outputsSchema, JSON.parse(description)).outputs;
    return {
      ...shop,
      alertTopicArn: AlertTopicArn,
      stop: async (signal) => {
        const code = await shop.stop(signal);
        rmSync(outdir, { recursive: true });
        return code;
      },
    };
  } catch (error) {
    rmSync(outdir, { recursive: true, force: true });
    throw error;
  }
};

/** Synthesizes as the local shop does: with the flags of `cdk.json`, and without validation. */
const synthesize = async (outdir: string): Promise<void> => {
  const { context } = v.parse(cdkJsonSchema, JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));
  const child = spawn(process.execPath, ['examples/test/support/shop-and-subscriber.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:enable-path-metadata': true }),
    },
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`the app should synthesize the stacks, got exit code ${code}:\n${said}`);
};

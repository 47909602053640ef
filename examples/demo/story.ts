import { type CoupledShop, openCoupledShop } from '../coupled-shop/shop.ts';
import { checkEqual } from './check.ts';
import type { Narrator } from './narrator.ts';
import { countReady } from './orders.ts';
import type { Numbers, Plan, Scene, Step } from './scene.ts';
import type { Shop } from './shop.ts';
import { breakTime } from './steps/break.ts';
import { outage } from './steps/outage.ts';
import { poison } from './steps/poison.ts';
import { redrive } from './steps/redrive.ts';
import { rush } from './steps/rush.ts';
import { work } from './steps/work.ts';

const steps: readonly Step[] = [work, breakTime, rush, outage, poison, redrive];

export type StoryOptions = {
  readonly shop: Shop;
  readonly plan: Plan;
  readonly narrator: Narrator;
  readonly signal: AbortSignal;
  /** Whether the reader has the command line that the story names. */
  readonly hasOps: boolean;
};

/** The numbers of each step by its name, and the totals. */
export type StoryNumbers = {
  readonly plan: Plan;
  readonly steps: Readonly<Record<string, Numbers>>;
  readonly totals: Numbers;
};

/**
 * Tells the story on an open shop.
 *
 * @throws Contradiction if a number does not fit the story
 */
export const tellStory = async (options: StoryOptions): Promise<StoryNumbers> => {
  const { dynamodb, ses } = options.shop;
  const coupled = await openCoupledShop({ dynamodb, ses, log: () => undefined }); // nobody reads its log
  try {
    return await tellSteps(options, coupled);
  } finally {
    await coupled.close();
  }
};

const tellSteps = async (options: StoryOptions, coupled: CoupledShop): Promise<StoryNumbers> => {
  const { shop, plan, narrator, signal } = options;
  const accepted: string[] = [];
  const look = async (text: string): Promise<void> => {
    narrator.tell('look', text);
    await narrator.pause('look');
  };
  const scene: Scene = { shop, coupled, plan, signal, accepted, look };
  const numbers: Record<string, Numbers> = {};
  for (const [n, step] of steps.entries()) {
    narrator.heading(`${n + 1} of ${steps.length}  ${step.title}`);
    numbers[step.name] = await tellStep(step, scene, options);
    await narrator.pause();
  }
  return { plan, steps: numbers, totals: await tellTotals(scene, numbers, narrator) };
};

const tellStep = async (step: Step, scene: Scene, { narrator, hasOps }: StoryOptions): Promise<Numbers> => {
  narrator.tell('now', step.now(scene.plan));
  await narrator.pause('look');
  const { numbers, seen, why, command } = await step.run(scene);
  narrator.tell('seen', ...seen);
  narrator.tell('why', why);
  if (hasOps) narrator.command('try', `npm run ops -- ${command} --port ${scene.shop.port}`);
  return numbers;
};

/** Reads every accepted order back. */
const tellTotals = async (
  { shop, accepted }: Scene,
  { outage: { coupledAccepted = 0, coupledLost = 0 } = {} }: Readonly<Record<string, Numbers>>,
  narrator: Narrator,
): Promise<Numbers> => {
  const ready = await countReady(shop.url, accepted);
  const lost = accepted.length - ready;
  narrator.heading('In all');
  narrator.tell(
    'here',
    `${accepted.length} orders were accepted. Read back one by one, ${ready} are READY and ${lost} are lost.`,
  );
  narrator.tell('there', `The coupled shop answered ${coupledAccepted} orders with success and lost ${coupledLost}.`);
  checkEqual('the number of orders that this shop loses', lost, 0);
  return { accepted: accepted.length, ready, lost, coupledAccepted, coupledLost };
};

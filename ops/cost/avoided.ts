import type { ShopTemplate } from '../template/shop-template.ts';
import { type BillOptions, computeBill } from './bill.ts';
import type { Store } from './journey/store.ts';

/** A cost that a setting of the project avoids, and what the setting loses. */
export type Avoided = {
  readonly name: string;
  readonly setting: string;
  readonly loses: string;
  /** The same order without the setting. */
  readonly without: (template: ShopTemplate) => Pick<BillOptions, 'template' | 'apart'>;
};

export const avoided: readonly Avoided[] = [
  {
    name: 'No lines of successful invocations',
    setting: '`SystemLogLevel` WARN in `lib/constructs/node-function.ts`',
    loses: 'the duration of each invocation in the logs; the metrics of Lambda still have it',
    without: (template) => ({ template: withFunctions(template, { platformLines: true }) }),
  },
  {
    name: 'Trace one call of a hundred',
    setting: '`traceRate` of `prod` in `lib/stages.ts`',
    loses: 'four of five traces; the first call of each second is still traced',
    without: (template) => ({ template: { ...template, api: { ...template.api, tracedShare: undefined } } }),
  },
  {
    name: 'Batches of ten receipts',
    setting: '`batchSize` of `receipts` in `lib/stages.ts`; the saving is that over batches of five',
    loses: 'nothing',
    without: (template) => ({
      template: {
        ...template,
        mappings: { ...template.mappings, receipts: { ...template.mappings.receipts, batchSize: 5 } },
      },
    }),
  },
  {
    name: 'One log line for a made order',
    setting: '`logLevel` INFO of `prod` in `lib/stages.ts`; `order.preparing` has the level DEBUG at the first attempt',
    loses:
      'if a barista dies at the first attempt, the line that names its order; `order.ready` has the milliseconds since the claim',
    without: (template) => ({ template: withFunctions(template, { debugLines: true }) }),
  },
  {
    name: 'Events in one call',
    setting: '`createPublisher` of `lambda/aws/announcer.ts`',
    loses: 'nothing',
    without: (template) => ({ template, apart: true }),
  },
];

const withFunctions = (
  template: ShopTemplate,
  changed: Partial<ShopTemplate['functions']['barista']>,
): ShopTemplate => {
  const { cashier, barista, receipts, counter } = template.functions;
  return {
    ...template,
    functions: {
      cashier: { ...cashier, ...changed },
      barista: { ...barista, ...changed },
      receipts: { ...receipts, ...changed },
      counter: { ...counter, ...changed },
    },
  };
};

/** What each setting saves, in USD for one order: the bill without it less the bill with it. The largest comes first. */
export const computeAvoided = async (template: ShopTemplate, store: Store) => {
  const { cost } = await computeBill({ template }, store);
  const found: (Avoided & { readonly usd: number })[] = [];
  for (const one of avoided) {
    const other = await computeBill(one.without(template), store);
    found.push({ ...one, usd: other.cost.made - cost.made });
  }
  return found.toSorted((a, b) => b.usd - a.usd);
};

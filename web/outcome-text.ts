import type { Fault } from './faults.ts';
import type { Outcome } from './submission.ts';
import { plural } from './text.ts';

const UNANSWERED = 'The shop did not answer. It may have your order.';

/** What the form says when the shop has not answered an order whose fields it still has. */
export const unansweredText = `${UNANSWERED} Send it again: the shop makes it only once.`;

/** What the form says about a refusal. `homeless` are the faults that no field shows. */
export const refusalText = (detail: string, faults: readonly Fault[], homeless: readonly Fault[]): string => {
  if (faults.length === 0) return detail || 'The shop refused the order.';
  const placed = faults.length - homeless.length;
  const first = placed === 0 ? [] : [`${plural(placed, 'field')} to correct`];
  return [...first, ...homeless.map((fault) => fault.detail)].join('; ');
};

/** What the form says about an order that was sent before a reload, which has emptied the fields. */
export const resumedText = (outcome: Exclude<Outcome, { readonly kind: 'accepted' }>): string => {
  if (outcome.kind === 'unanswered') return `${UNANSWERED} Enter the same order again: the shop makes it only once.`;
  const { detail, faults } = outcome.problem;
  const reasons = faults.map((fault) => fault.detail).join('; ') || detail;
  return reasons === '' ? 'The shop refused your last order.' : `The shop refused your last order: ${reasons}`;
};

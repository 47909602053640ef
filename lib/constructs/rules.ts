import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A rule that a construct can opt out of. AWS itself refuses to deploy what the other rules forbid. */
export type OptionalRule = 'visibility-timeout' | 'dlq-retention' | 'reserved-concurrency' | 'partial-batch-responses';

/** The rules that a construct opts out of, each with the reason, such as `{ 'dlq-retention': 'its consumer is …' }`. */
export type Allowed = Readonly<Partial<Record<OptionalRule, string>>>;

/** A broken rule, as a sentence that says how to mend it. Only a rule with an id can be allowed. */
export type Refusal = { readonly rule?: OptionalRule; readonly sentence: string };

/**
 * Prints each broken rule that is allowed.
 *
 * @throws Error for the first broken rule that is not allowed
 */
export const enforce = (scope: Construct, allowed: Allowed, refusals: readonly Refusal[]): void => {
  for (const { rule, sentence } of refusals) {
    const reason = rule === undefined ? undefined : allowed[rule];
    if (reason === undefined) throw new Error(`${scope.node.path}: ${sentence}`);
    if (reason.trim() === '') throw new Error(`${scope.node.path}: allow['${rule}'] should be a reason, got ''`);
    Annotations.of(scope).addInfo(`'${rule}' is allowed, because ${reason}. The rule: ${sentence}`);
  }
};

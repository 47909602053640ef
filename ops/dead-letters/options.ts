import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import { Failure } from '../failure.ts';
import type { TargetQueue } from '../target/queues.ts';
import type { Target } from '../target/target.ts';
import { createSelect, type Select, type Selection } from './selection.ts';

/** The options that choose dead letters. */
export type SelectionOptions = {
  readonly queue?: string;
  readonly reason?: readonly string[];
  readonly order?: string;
  readonly olderThan?: number;
  readonly newerThan?: number;
  readonly where?: string;
  readonly resolve?: boolean;
};

/** The options of a command that changes dead letters. */
export type ChangeOptions = SelectionOptions & {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
};

export const selectionOf = ({ reason, order, olderThan, newerThan, where }: SelectionOptions): Selection => ({
  ...(reason === undefined ? {} : { reasons: reason }),
  ...(order === undefined ? {} : { order }),
  ...(olderThan === undefined ? {} : { olderThan }),
  ...(newerThan === undefined ? {} : { newerThan }),
  ...(where === undefined ? {} : { where }),
});

/** @throws Failure if the JMESPath expression is invalid */
export const selectWith = (options: SelectionOptions, target: Target | undefined): Select => {
  const resolver = target && createClaimCheck({ client: target.s3, bucketName: target.bucketName });
  const fetchBody = options.resolve ? resolver?.fetchBody : undefined;
  return createSelect(selectionOf(options), { fetchBody, now: Date.now() });
};

/** Refuses a change without a choice: nobody moves or deletes every dead letter by a forgotten option. */
export const assertChoice = (options: ChangeOptions, verb: string): void => {
  const isChosen = Object.keys(selectionOf(options)).length > 0;
  selectWith(options, undefined); // refuses an invalid expression before the shop is opened
  if (isChosen && options.all)
    throw new Failure('usage', '--all should be the only choice, got others too: leave one of them out');
  if (!isChosen && !options.all)
    throw new Failure(
      'usage',
      `the dead letters to ${verb} should be chosen, got no choice: pass --reason, --order, --older-than, --newer-than, --where or --all`,
    );
};

/** @throws Failure if the shop has no such queue */
export const chosenQueues = (
  { queues }: Pick<Target, 'queues'>,
  { queue }: SelectionOptions,
): readonly TargetQueue[] => {
  if (queue === undefined) return queues;
  const chosen = queues.filter(({ name }) => name === queue);
  if (chosen.length > 0) return chosen;
  const names = queues.map(({ name }) => name).join(', ');
  throw new Failure('usage', `--queue should be one of ${names}, got '${queue}'`);
};

import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { addNotes } from '../help.ts';
import { type Changed, type Mapping, readMappings, setAllEnabled } from '../mappings.ts';
import { baristaQueues, hasContainers } from '../target/queues.ts';
import type { Target } from '../target/target.ts';

/** `break on|off`: the baristas stop, and the cashier goes on. */
export const addBreakCommands = (program: Command, context: Context): void => {
  const command = program.command('break').description('sends the baristas on a break while the cashier takes orders');
  const on = command
    .command('on')
    .description('disables the event source mappings of the queues of orders')
    .action(() => setBreak(context, true));
  addNotes(on, {
    changes: 'the mappings. Orders wait in their queues until "break off". Running invocations finish',
    examples: [['break on --stage dev', 'no barista begins another order']],
  });
  const off = command
    .command('off')
    .description('enables the event source mappings of the queues of orders')
    .action(() => setBreak(context, false));
  addNotes(off, {
    changes: 'the mappings. The baristas then make all waiting orders',
    examples: [['break off --stage dev', 'the baristas start again']],
  });
};

const QUIET_MILLISECONDS = 3000;

const setBreak = async (context: Context, isBreak: boolean): Promise<void> => {
  const target = await context.openTarget();
  const found = await readBaristaMappings(target);
  const note = setTimeout(() => context.note(WAITING), QUIET_MILLISECONDS);
  const changes = await setAllEnabled(target.lambda, found, !isBreak).finally(() => clearTimeout(note));
  const mappings = changes.map(({ queue, uuid, state, changed }) => ({ queue, uuid, state, changed }));
  context.print({ break: isBreak, mappings }, isBreak ? onText(changes) : offText(changes));
};

const WAITING = 'waiting until Lambda has changed the mappings, which usually takes less than a minute';

const onText = (changes: readonly Changed[]): string =>
  `${baristasOf(changes)} are on a break${asBefore(changes)}.
Customers can place, read and cancel orders meanwhile. The orders wait on the board
until "break off". On a stage, the alarm orders-idle fires after five minutes.`;

const offText = (changes: readonly Changed[]): string => {
  const byTab = changes.some(({ queue }) => queue === 'tabs') ? ', the oldest first on each tab' : '';
  return `${baristasOf(changes)} are at work${asBefore(changes)}.\nThe waiting orders are made now${byTab}.`;
};

/** The queues of orders that the shop has, each of which has at least one mapping. */
const baristasOf = (changes: readonly Changed[]): string =>
  `The baristas of ${names.format(new Set(changes.map(({ queue }) => queue)))}`;
const names = new Intl.ListFormat('en-GB');

const asBefore = (changes: readonly Changed[]): string => (changes.some(({ changed }) => changed) ? '' : ', as before');

const readBaristaMappings = async ({ lambda, queues, outputs }: Target): Promise<Mapping[]> => {
  if (hasContainers(outputs))
    throw new Failure(
      'no',
      'the queues of orders should have event source mappings, got containers that poll them: set the minimum and the desired count of their service in ECS to 0',
    );
  const worked = queues.filter(({ name }) => baristaQueues.includes(name));
  const found = await Promise.all(
    worked.map(async (queue) => ({ queue, mappings: await readMappings(lambda, queue) })),
  );
  const [without] = found.filter(({ mappings }) => mappings.length === 0);
  if (!without) return found.flatMap(({ mappings }) => mappings);
  throw new Failure(
    'no',
    `the queue ${without.queue.name} should have an event source mapping, got none: deploy the shop again`,
  );
};

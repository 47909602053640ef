import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { addNotes } from '../help.ts';
import { type Mapping, readMappings, setAllEnabled } from '../mappings.ts';
import { baristaQueues } from '../target/queues.ts';
import type { Target } from '../target/target.ts';

/** `break on|off`: the baristas stop, and the cashier goes on. */
export const addBreakCommands = (program: Command, context: Context): void => {
  const command = program.command('break').description('sends the baristas on a break while the cashier takes orders');
  const on = command
    .command('on')
    .description('disables the event source mappings of orders, tabs and pickups')
    .action(() => setBreak(context, true));
  addNotes(on, {
    changes: 'the mappings. Orders wait in their queues until "break off". Running invocations finish',
    examples: [['break on --stage dev', 'no barista begins another order']],
  });
  const off = command
    .command('off')
    .description('enables the event source mappings of orders, tabs and pickups')
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
  const before = mappings.some(({ changed }) => changed) ? '' : ', as before';
  context.print({ break: isBreak, mappings }, `${isBreak ? ON : OFF}`.replace('\n', `${before}.\n`));
};

const WAITING = 'waiting until Lambda has changed the mappings, which usually takes less than a minute';
const ON = `The baristas of orders, tabs and pickups are on a break
Customers can place, read and cancel orders meanwhile. The orders wait on the board
until "break off". On a stage, the alarm orders-idle fires after five minutes.`;
const OFF = `The baristas of orders, tabs and pickups are at work
The waiting orders are made now, the oldest first on each tab.`;

const readBaristaMappings = async ({ lambda, queues }: Target): Promise<Mapping[]> => {
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

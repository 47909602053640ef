import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { addNotes } from '../help.ts';

/** `status`: the state of a shop. */
export const addStatusCommands = (program: Command, context: Context): void => {
  const status = program
    .command('status')
    .description('shows the state of the shop')
    .action(async () => {
      const { name, url } = await context.openTarget();
      context.print({ name, url }, `${name} is open at ${url}`);
    });
  addNotes(status, { changes: 'nothing', examples: [['status', 'the state of the shop on port 3000']] });
};

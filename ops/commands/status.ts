import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { addNotes } from '../help.ts';
import { createParts } from '../parts.ts';
import { readStatus } from '../status/read-status.ts';
import { reasonsOf } from '../status/reasons.ts';
import { statusText } from '../status/status-text.ts';

/** `status`: whether a shop is well. */
export const addStatusCommands = (program: Command, context: Context): void => {
  const status = program
    .command('status')
    .description('shows queues, dead letters, mappings and orders, and whether the shop is well (exit code 1 if not)')
    .action(() => showStatus(context));
  addNotes(status, {
    changes: 'nothing',
    examples: [
      ['status', 'the shop on port 3000'],
      ['status --stage prod', 'a deployed stage'],
      ['status --json', 'the same for a script'],
    ],
  });
};

const showStatus = async (context: Context): Promise<void> => {
  const target = await context.openTarget();
  const { read, missing } = createParts();
  const status = await readStatus(target, read);
  const reasons = reasonsOf(status, missing());
  const { name, url } = target;
  const well = reasons.length === 0;
  context.print(
    { shop: name, url, well, reasons: [...new Set(reasons.map(({ code }) => code))], ...status, missing: missing() },
    statusText(target, status, reasons),
  );
  if (!well) context.answerNo();
};

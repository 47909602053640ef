import { Command, InvalidArgumentError, Option } from 'commander';
import { stageNames } from '../../lib/stage-names.ts';
import { wholeNumber } from '../help.ts';
import { EXIT_CODES } from '../run-program.ts';
import type { PlanCommandOptions } from './command.ts';

const DESCRIPTION = `Computes what a load needs on AWS: concurrency, the limit that comes first, the
time to drain after an outage, and the cost. It reads the templates of a stage
and the quotas of AWS, and needs no AWS account.

Results go to stdout, messages to stderr.`;

const AFTER = `
It changes nothing, or with --write the page docs/scaling.md.
${EXIT_CODES.replace('the answer is "no"', 'a limit is exceeded')}

Examples:
  # does prod take 100 orders a second that need 200 ms of work?
  npm run plan -- --orders-per-second 100 --prepare-ms 200
  # the same after an hour without the store, for a script
  npm run plan --silent -- --orders-per-second 100 --prepare-ms 200 \\
    --outage-minutes 60 --json`;

const MAX_RATE = 1_000_000;
const MAX_MILLISECONDS = 900_000;
const MAX_OUTAGE = 14 * 24 * 60;

/** Reads a rate, which can be below 1. */
const rate = (given: string): number => {
  const value = Number(given);
  if (/^\d+(\.\d+)?$/.test(given) && value > 0 && value <= MAX_RATE) return value;
  throw new InvalidArgumentError(`It should be a number above 0 and at most ${MAX_RATE}, got '${given}'.`);
};

export const createPlanProgram = (): Command =>
  new Command('npm run plan --')
    .description(DESCRIPTION)
    .addOption(new Option('--orders-per-second <N>', 'orders that arrive in a second').argParser(rate))
    .addOption(
      new Option('--prepare-ms <N>', 'milliseconds of the work on an order').argParser(
        wholeNumber(0, MAX_MILLISECONDS),
      ),
    )
    .addOption(new Option('--stage <NAME>', 'a stage').choices(stageNames).default('prod'))
    .addOption(
      new Option('--outage-minutes <N>', 'minutes without the store').argParser(wholeNumber(1, MAX_OUTAGE)).default(10),
    )
    .option('--assembly <FOLDER>', 'a cloud assembly (default: synthesize the stage)')
    .option('--json', 'print the result as JSON')
    .option('--write', 'write docs/scaling.md, with its own loads')
    .addHelpText('after', AFTER)
    .showHelpAfterError('Add --help for the options and examples.')
    .allowExcessArguments(false)
    .exitOverride()
    .action(async (options: PlanCommandOptions) => (await import('./command.ts')).printPlan(options)); // the help needs no functions

import { Command, Option } from 'commander';
import { stageNames } from '../../lib/stage-names.ts';
import { wholeNumber } from '../help.ts';
import { EXIT_CODES } from '../run-program.ts';
import { defaults } from './assumptions.ts';
import type { CostOptions } from './command.ts';
import { kinds, MAX_BYTES } from './kinds.ts';

const DESCRIPTION = `Computes what orders cost on AWS: from the templates of a stage, and from the
calls that the functions make for one order. It needs no AWS account.

Results go to stdout, messages to stderr.`;

const AFTER = `
It changes nothing, or with --write the page docs/cost.md.
${EXIT_CODES}

Examples:
  # a million orders of prod
  npm run cost -- --orders 1000000
  # orders on tabs in batches of one, for a script
  npm run cost --silent -- --kind tab --batch 1 --json
  # from the templates of "npm run synth"
  npm run cost -- --stage dev --assembly cdk.out`;

const MAX_ORDERS = 1_000_000_000_000;
const MAX_MILLISECONDS = 900_000;
const MAX_BATCH = 10;

export const createCostProgram = (): Command =>
  new Command('npm run cost --')
    .description(DESCRIPTION)
    .addOption(new Option('--orders <N>', 'orders').argParser(wholeNumber(1, MAX_ORDERS)).default(1_000_000))
    .addOption(new Option('--stage <NAME>', 'a stage').choices(stageNames).default('prod'))
    .addOption(new Option('--kind <KIND>', 'the kind of the orders').choices(kinds).default('order'))
    .addOption(new Option('--bytes <N>', 'bytes of the lines of an order').argParser(wholeNumber(1, MAX_BYTES)))
    .addOption(new Option('--batch <N>', 'orders in a batch of the barista').argParser(wholeNumber(1, MAX_BATCH)))
    .addOption(
      new Option('--call-ms <N>', 'milliseconds of a call to AWS')
        .argParser(wholeNumber(0, MAX_MILLISECONDS))
        .default(defaults.callMilliseconds),
    )
    .addOption(
      new Option('--prepare-ms <N>', 'milliseconds of the work on an order')
        .argParser(wholeNumber(0, MAX_MILLISECONDS))
        .default(defaults.prepareMilliseconds),
    )
    .option('--assembly <FOLDER>', 'a cloud assembly (default: synthesize the stage)')
    .option('--json', 'print the result as JSON')
    .option('--write', 'write docs/cost.md, with the defaults')
    .addHelpText('after', AFTER)
    .showHelpAfterError('Add --help for the options and examples.')
    .allowExcessArguments(false)
    .exitOverride()
    .action(async (options: CostOptions) => (await import('./command.ts')).printCost(options)); // the help needs no functions

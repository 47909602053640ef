import { Command, Option } from 'commander';
import { stageNames } from '../lib/stage-names.ts';
import { addBreakCommands } from './commands/break.ts';
import { addDlqCommands } from './commands/dlq.ts';
import { addOrderCommands } from './commands/order.ts';
import { addStatusCommands } from './commands/status.ts';
import { type Context, createContext, type OpenContext } from './context.ts';
import { wholeNumber } from './help.ts';

const DEFAULT_PORT = 3000;

const DESCRIPTION = `Shows and operates a shop: the local one that "npm start" opened, or a deployed stage.

Results go to stdout, messages to stderr.`;

const AFTER = `
A stage takes the region and the credentials of the usual AWS environment, such as
AWS_PROFILE and AWS_REGION. For LocalStack, set AWS_ENDPOINT_URL. ORDERBOARD_API_KEY
holds the API key of a stage that requires one.

Exit codes:
  0    done
  1    the answer is "no": not well, not found, refused
  2    the command line is wrong
  3    a service or the shop cannot be reached, or does not permit the call
  70   a bug in this tool: report it
  130  interrupted by Ctrl-C

Examples:
  # is the shop on this machine well?
  npm run ops -- status
  # the same for a deployed stage, for a script
  npm run ops --silent -- status --stage prod --json
  # what a command does, and what it changes
  npm run ops -- order place --help`;

/** Every group of commands. Each adds its commands to the program. */
const commands: readonly ((program: Command, context: Context) => void)[] = [
  addStatusCommands,
  addOrderCommands,
  addBreakCommands,
  addDlqCommands,
];

export type Program = { readonly program: Command; readonly context: OpenContext };

export const createProgram = (): Program => {
  const program = new Command('npm run ops --')
    .description(DESCRIPTION)
    .addOption(
      new Option('--port <N>', 'the port of a local shop').argParser(wholeNumber(1, 65_535)).default(DEFAULT_PORT),
    )
    .addOption(new Option('--stage <NAME>', 'a deployed stage instead').choices(stageNames).conflicts('port'))
    .option('--json', 'print the result as JSON')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', AFTER)
    .showHelpAfterError('Add --help for the options and examples.')
    .exitOverride();
  const context = createContext(program);
  for (const add of commands) add(program, context);
  return { program, context };
};

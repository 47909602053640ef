import { parseArgs } from 'node:util';

const DEFAULT_PORT = '3000';

export const USAGE = `Tells the story of the shop on a local shop that it opens and closes, with the
numbers of this run.

npm run demo -- [--port N] [--fast] [--json] [--assembly FOLDER]

  --port N            the port of the shop, 0 for any free one (default: ${DEFAULT_PORT})
  --fast              makes no pauses and sends fewer orders
  --json              prints the numbers as JSON, and nothing else
  --assembly FOLDER   the cloud assembly of the shop, such as cdk.out
                      (default: the shop synthesizes its own)
  --help              prints this text

Exit codes: 0 if every number fits the story, 1 if one does not or the shop
fails, 2 for a wrong option, 130 after Ctrl-C.`;

export type Options = {
  readonly port: string;
  readonly fast: boolean;
  readonly json: boolean;
  /** @default - the shop synthesizes its own */
  readonly assembly: string | undefined;
};

/** The options of the command line, or `undefined` if the user asks for the usage. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: DEFAULT_PORT },
      fast: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      assembly: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { help, port, fast, json, assembly } = values;
  return help ? undefined : { port, fast, json, assembly };
};

/** `parseArgs` throws errors with such codes. */
export const isUsageError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

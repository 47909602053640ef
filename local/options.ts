import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const DEFAULT_PORT = '3000';
const DEFAULT_INSPECT_PORT = '9229';

export const USAGE = `Opens the shop on 127.0.0.1, until Ctrl-C.

npm start -- [--port N] [--watch] [--inspect] [-c NAME=VALUE]... [--assembly FOLDER]

  --port N            the port, 0 for any free one (default: ${DEFAULT_PORT})
  --watch             makes each saved source of a function live for the next order
  --inspect           opens a debugger for all functions; timeouts wait while it pauses one
  --inspect-port N    the port of the debugger, 0 for any free one (default: ${DEFAULT_INSPECT_PORT})
  -c NAME=VALUE       a value for the stacks, as of "cdk deploy": -c mail=off opens a shop that mails nobody
  --assembly FOLDER   the cloud assembly of the shop, such as cdk.out (default: the shop synthesizes its own)
  --help              prints this text`;

export type Options = {
  readonly port: number;
  /** Builds the functions again when their sources change. */
  readonly watch: boolean;
  /** The port of the debugger. @default - no debugger */
  readonly inspectPort: number | undefined;
  /** Values for the context of the CDK app. */
  readonly context: Readonly<Record<string, string>>;
  /** The folder of a cloud assembly. @default - the shop synthesizes its own */
  readonly assembly: string | undefined;
};

/** The options of the command line, or `undefined` if the user asks for the usage. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: DEFAULT_PORT },
      watch: { type: 'boolean', default: false },
      inspect: { type: 'boolean', default: false },
      'inspect-port': { type: 'string', default: DEFAULT_INSPECT_PORT },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      assembly: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { port, watch, context, assembly } = values;
  if (assembly !== undefined && context.length > 0)
    throw new Error(`-c should not stand beside --assembly, which is synthesized already, got '${context[0]}'`);
  return {
    ...{ port: portOf('port', port), watch },
    inspectPort: values.inspect ? portOf('inspect-port', values['inspect-port']) : undefined,
    ...{ context: contextOf(context), assembly: checkAssembly(assembly) },
  };
};

const portOf = (option: string, given: string): number => {
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--${option} should be a number from 1 to 65535, or 0 for any free port, got '${given}'`);
  return port;
};

const contextOf = (given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.map((pair) => {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
      if (name === undefined || value === undefined) throw new Error(`-c should be NAME=VALUE, got '${pair}'`);
      return [name, value];
    }),
  );

const checkAssembly = (folder: string | undefined): string | undefined => {
  if (folder !== undefined && !existsSync(join(folder, 'manifest.json')))
    throw new Error(
      `--assembly should be a folder with a manifest.json, got '${folder}': "npm run synth" writes such a folder, cdk.out`,
    );
  return folder;
};

/** `parseArgs` throws errors with such codes. */
export const isUsageError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

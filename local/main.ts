import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openShop } from './open-shop.ts';
import { settings } from './settings.ts';
import { createLogPrinter, print, printOpen, printResources } from './terminal.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.orderboard');
const HOST = '127.0.0.1';
const DEFAULT_PORT = '3000';
const PARENT_CHECK_MILLISECONDS = 500;

const USAGE = `Opens the shop on 127.0.0.1, until Ctrl-C.

npm start -- [--port N] [-c NAME=VALUE]...

  --port N        the port, 0 for any free one (default: ${DEFAULT_PORT})
  -c NAME=VALUE   a value for the stacks, as of "cdk deploy": -c mail=off opens a shop that mails nobody
  --help          prints this text`;

type Options = { readonly port: number; readonly context: Readonly<Record<string, string>> };

/** What the user asks for, or `undefined` for the usage. */
const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: DEFAULT_PORT },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values.help ? undefined : { port: portOf(values.port), context: contextOf(values.context) };
};

const portOf = (given: string): number => {
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port should be a number from 1 to 65535, or 0 for any free port, got '${given}'`);
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

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, HOST);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} should be free, got a port in use: choose another one with "npm start -- --port N"`);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

/**
 * Closes on a signal, or when the parent process ends: npm forwards SIGTERM to its shell only. On Windows the parent's id
 * never changes, and Ctrl-C reaches every process of the terminal.
 */
const closeOnEnd = (close: () => void): void => {
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.once(event, close);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) close();
  }, PARENT_CHECK_MILLISECONDS).unref();
};

/** Creates the paths of this port's shop: its description and its cloud assembly. */
const createPaths = (port: number) => {
  mkdirSync(FOLDER, { recursive: true });
  return { description: join(FOLDER, `${port}.json`), outdir: join(FOLDER, `${port}.cdk.out`) };
};

const main = async (): Promise<void> => {
  const wanted = readOptions(process.argv.slice(2));
  if (wanted === undefined) return print(USAGE);
  const start = performance.now();
  const elapsed = (): number => performance.now() - start;
  let handle: RequestListener = (_request, response) => response.writeHead(503, { 'Retry-After': '1' }).end();
  const server = createServer((request, response) => handle(request, response));
  const port = await listen(server, wanted.port);
  const url = `http://${HOST}:${port}`;
  const { description, outdir } = createPaths(port);

  const closing = new AbortController();
  closeOnEnd(() => {
    closing.abort();
    rmSync(description, { force: true });
    rmSync(outdir, { recursive: true, force: true, maxRetries: 3 }); // a virus scanner on Windows can hold a new file
    print('The shop is closed.');
    process.exit(0);
  });

  print(`Opening the shop on ${url}`);
  const { log, homePath } = settings;
  const shop = await openShop({
    ...{ root: ROOT, outdir, url, context: wanted.context, signal: closing.signal },
    onSynthesis: (resources) => printResources(resources, elapsed()),
    onLog: createLogPrinter(log),
  });
  handle = shop.handle;
  writeFileSync(description, JSON.stringify({ url, endpoints: shop.endpoints, outputs: shop.outputs }, null, 2));
  printOpen({ ...shop, url, homePath }, elapsed());
};

/** `parseArgs` throws errors with such codes. */
const isUsageError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsageError(error)) console.error(`\n${USAGE}`);
  process.exit(1);
});

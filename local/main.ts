import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import type { LogLine } from './functions/function.ts';
import { openDebugger } from './functions/pauses.ts';
import { createLogFile } from './log-file.ts';
import { openShop } from './open-shop.ts';
import { isUsageError, readOptions, USAGE } from './options.ts';
import { settings } from './settings.ts';
import { synthesize } from './template/synthesis.ts';
import { createLogPrinter, print, printOpen, printResources } from './terminal.ts';
import { createCode } from './watch/code.ts';
import { watchCode } from './watch/watch.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.orderboard');
const HOST = '127.0.0.1';
const PARENT_CHECK_MILLISECONDS = 500;

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
 * never changes, and Ctrl-C reaches every process of the terminal. npm repeats Ctrl-C, which must not cut the closing short.
 */
const closeOnEnd = (onEnd: () => void): void => {
  let closed = false;
  const close = (): void => {
    if (!closed) onEnd();
    closed = true;
  };
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, close);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) close();
  }, PARENT_CHECK_MILLISECONDS).unref();
};

/** Creates the paths of this port's shop: its description, its log, the cloud assembly that it synthesizes, and the code that it builds. */
const createPaths = (port: number) => {
  mkdirSync(FOLDER, { recursive: true });
  const path = (extension: string): string => join(FOLDER, `${port}.${extension}`);
  return { description: path('json'), log: path('log'), outdir: path('cdk.out'), codeDir: path('code') };
};

/** A connection stays open for a minute. After Node's 5 s, a busy client sends its next request on a closed one. */
const IDLE_MILLISECONDS = 60_000;

/** A reader of the output, such as `head`, can end before the shop. The shop goes on without it, and cleans up when it closes. */
const outliveReaders = (): void => {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
};

const main = async (): Promise<void> => {
  outliveReaders();
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return print(USAGE);
  const start = performance.now();
  const elapsed = (): number => performance.now() - start;
  let handle: RequestListener = (_request, response) => response.writeHead(503, { 'Retry-After': '1' }).end();
  const server = createServer({ keepAliveTimeout: IDLE_MILLISECONDS }, (request, response) =>
    handle(request, response),
  );
  const port = await listen(server, options.port);
  const url = `http://${HOST}:${port}`;
  const { description, log, outdir, codeDir } = createPaths(port);
  const logFile = createLogFile(log, (error) => print(`The log file is not written: ${error.message}`));

  const closing = new AbortController();
  closeOnEnd(() => {
    closing.abort();
    rmSync(description, { force: true });
    // A virus scanner on Windows can hold a new file.
    for (const folder of [outdir, codeDir]) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    print('The shop is closed.');
    void logFile.close().then(() => process.exit(0));
  });

  print(`Opening the shop on ${url}`);
  const { log: logSettings, homePath } = settings;
  const printLine = createLogPrinter(logSettings);
  const { signal } = closing;
  const { assembly, context } = options;
  const onLog = (line: LogLine): void => {
    printLine(line);
    logFile.write(line);
  };
  const pauses = options.inspectPort === undefined ? undefined : openDebugger(options.inspectPort, signal);
  const shop = await openShop({
    ...{ url, signal, pauses, onLog },
    assembly: assembly ? resolve(assembly) : synthesize({ root: ROOT, outdir, context, signal }),
    onSynthesis: (resources) => printResources(resources, elapsed()),
  });
  if (options.watch || pauses) {
    const debug = pauses !== undefined;
    const code = await createCode({ ...shop, root: ROOT, outdir: codeDir, debug, signal, onLog });
    await code.update([]); // a source can have changed since the assembly was synthesized
    if (options.watch) await watchCode(code, { root: ROOT, onLog });
  }
  handle = shop.handle;
  const { endpoints, outputs } = shop;
  writeFileSync(description, JSON.stringify({ url, log, endpoints, outputs }, null, 2));
  printOpen({ ...shop, url, homePath }, elapsed());
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsageError(error)) console.error(`\n${USAGE}`);
  process.exit(1);
});

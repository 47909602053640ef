import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openShop } from './open-shop.ts';
import { say, sayOpen } from './terminal.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.orderboard');
const HOST = '127.0.0.1';
const DEFAULT_PORT = '3000';
const PARENT_MILLISECONDS = 500;

const portFrom = (args: readonly string[]): number => {
  const { values } = parseArgs({ args: [...args], options: { port: { type: 'string', default: DEFAULT_PORT } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port should be a number from 1 to 65535, or 0 for any free port, got '${values.port}'`);
  return port;
};

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, HOST);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} should be free, and is taken: choose another with "npm start -- --port N"`);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

/** Closes on a signal, or when the process that opened the shop is gone: npm hands a SIGTERM on to its shell only. */
const closeOnEnd = (close: () => void): void => {
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.once(event, close);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) close();
  }, PARENT_MILLISECONDS).unref();
};

const main = async (): Promise<void> => {
  const began = performance.now();
  let handle: RequestListener = (_request, response) => response.writeHead(503, { 'Retry-After': '1' }).end();
  const server = createServer((request, response) => handle(request, response));
  const port = await listen(server, portFrom(process.argv.slice(2)));
  const url = `http://${HOST}:${port}`;
  const outdir = join(FOLDER, `${port}.cdk.out`);
  const file = join(FOLDER, `${port}.json`);
  mkdirSync(FOLDER, { recursive: true });

  const closing = new AbortController();
  closeOnEnd(() => {
    closing.abort();
    rmSync(file, { force: true });
    rmSync(outdir, { recursive: true, force: true });
    say('The shop is closed.');
    process.exit(0);
  });

  say(`Opening the shop on ${url}`);
  const shop = await openShop({ root: ROOT, outdir, url, signal: closing.signal });
  handle = shop.handle;
  writeFileSync(file, JSON.stringify({ url, endpoints: shop.endpoints, outputs: shop.outputs }, null, 2));
  sayOpen(url, performance.now() - began);
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});

// A thread that writes further files of an asset. Each thread loads the module and its imports again, so they are today's.
import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import * as v from 'valibot';

const { module, exportName, argument, folder } = v.parse(
  v.object({ module: v.string(), exportName: v.string(), argument: v.optional(v.unknown()), folder: v.string() }),
  workerData,
);
const loaded: Readonly<Record<string, unknown>> = await import(pathToFileURL(module).href);
const write = loaded[exportName];
if (typeof write !== 'function') throw new Error(`${module} should export a function '${exportName}', got ${write}`);
await write(folder, argument);

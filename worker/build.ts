// node worker/build.ts FOLDER: bundles the worker into a folder, as its Dockerfile does.
import { join } from 'node:path';
import { build } from 'esbuild';

// Some dependencies of the SDK are CommonJS and call `require`, which an ES module does not have.
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** Bundles the process and the thread of its watchdog. */
export const buildWorker = async (outdir: string): Promise<void> => {
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts'), join(import.meta.dirname, 'watchdog.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
};

if (import.meta.main) await buildWorker(process.argv[2] ?? 'dist');

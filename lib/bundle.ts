import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import { writeDescription } from './openapi.ts';
import { writePage } from './page.ts';
import type { Part } from './parts.ts';

const ROOT = join(import.meta.dirname, '..');

// Some dependencies of the SDK are CommonJS and call `require`, which an ES module does not have.
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

const replacement = (name: string): string => join(ROOT, 'lambda', 'aws', 'sdk', `${name}.ts`);

/** Parts of the SDK that no function in Lambda needs, and what takes their place. Each file gives its reason. */
export const sdkAliases = {
  '@aws-sdk/credential-provider-node': replacement('credentials'),
  '@aws-sdk/middleware-endpoint-discovery': replacement('endpoint-discovery'),
  '@smithy/core/checksum': replacement('checksum'),
  '@smithy/core/config': replacement('config'),
} as const;

/** The options of esbuild for a function: a small ES module, and a chunk for each part that is loaded when it is first needed. */
export const bundleOptions = (folder: string) =>
  ({
    entryPoints: [join(ROOT, 'lambda', folder, 'handler.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    outdir: ROOT,
    entryNames: 'index',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    minify: true,
    alias: sdkAliases,
    logLevel: 'warning',
  }) satisfies BuildOptions;

/** The options for an asset: the files of the bundle with their source maps, in memory. */
export const assetOptions = (folder: string) =>
  ({
    ...bundleOptions(folder),
    // The paths of a source map are relative to `outdir`, so they begin at the root and name no folder of this machine.
    write: false,
    sourcemap: 'linked',
    sourcesContent: false,
  }) satisfies BuildOptions;

/** Functions that write the further files of the counter's asset, each with the folder of its sources. */
const FILES = [
  { sources: join(ROOT, 'lambda'), module: join(import.meta.dirname, 'openapi.ts'), exportName: 'writeDescription' },
  { sources: join(ROOT, 'web'), module: join(import.meta.dirname, 'page.ts'), exportName: 'writePage' },
];

/** How an asset is built, for tools that read the cloud assembly and build it again after a change of its sources. */
export const buildOf = (folder: string, without: readonly Part[]) => ({
  component: folder,
  sources: join(ROOT, 'lambda'),
  options: assetOptions(folder),
  files:
    folder === 'counter'
      ? FILES.filter(({ sources }) => existsSync(sources)).map((file) => ({ ...file, argument: without }))
      : [],
});

/** The counter answers these files. */
const writePages = (outputDir: string, without: readonly Part[]): void => {
  writePage(outputDir, without);
  writeDescription(outputDir, without);
};

/** The bundle of `lambda/<folder>/handler.ts`. Its hash is that of the output, so only a change of the output is deployed. */
export const functionCode = (folder: string, without: readonly Part[]): AssetCode =>
  Code.fromAsset(join(ROOT, 'lambda', folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('not-used'), // required by the CDK; bundling runs in this process
      local: {
        tryBundle: (outputDir) => {
          for (const { path, contents } of buildSync(assetOptions(folder)).outputFiles)
            writeFileSync(join(outputDir, basename(path)), contents);
          if (folder === 'counter') writePages(outputDir, without);
          return true;
        },
      },
    },
  });

import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import { writeDescription } from './openapi.ts';
import { writePage } from './page.ts';

const ROOT = join(import.meta.dirname, '..');

// Some dependencies of the SDK are CommonJS and call `require`, which an ES module does not have.
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** The options of esbuild for a function: one small ES module. */
export const bundleOptions = (folder: string) =>
  ({
    entryPoints: [join(ROOT, 'lambda', folder, 'handler.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    minify: true,
    // The bundle holds the tested version of the SDK. In Lambda, credentials come from the environment only.
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'lambda', 'aws', 'credentials.ts') },
    logLevel: 'warning',
  }) satisfies BuildOptions;

/** The options for an asset: the bundle and its source map, in memory. */
export const assetOptions = (folder: string) =>
  ({
    ...bundleOptions(folder),
    // The paths of a source map are relative to this file, so they begin at the root and name no folder of this machine.
    outfile: join(ROOT, 'index.mjs'),
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
export const buildOf = (folder: string) => ({
  component: folder,
  sources: join(ROOT, 'lambda'),
  options: assetOptions(folder),
  files: folder === 'counter' ? FILES.filter(({ sources }) => existsSync(sources)) : [],
});

/** The counter answers these files. */
const writePages = (outputDir: string): void => {
  writePage(outputDir);
  writeDescription(outputDir);
};

/** The bundle of `lambda/<folder>/handler.ts`. Its hash is that of the output, so only a change of the output is deployed. */
export const functionCode = (folder: string): AssetCode =>
  Code.fromAsset(join(ROOT, 'lambda', folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('not-used'), // required by the CDK; bundling runs in this process
      local: {
        tryBundle: (outputDir) => {
          for (const { path, contents } of buildSync(assetOptions(folder)).outputFiles)
            writeFileSync(join(outputDir, basename(path)), contents);
          if (folder === 'counter') writePages(outputDir);
          return true;
        },
      },
    },
  });

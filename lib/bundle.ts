import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

// Some of the SDK's dependencies are CommonJS and ask for `require`, which an ES module does not have.
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** How a function is bundled: one small ES module. */
export const bundleOptions = (actor: string) =>
  ({
    entryPoints: [join(ROOT, 'lambda', actor, 'handler.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    minify: true,
    // The SDK comes along, in the version that was tested, and takes its credentials from the environment alone.
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'lambda', 'aws', 'credentials.ts') },
    logLevel: 'warning',
  }) satisfies BuildOptions;

/** The code of `lambda/<actor>/handler.ts` as a function runs it. Its hash is that of the module, not of its sources. */
export const functionCode = (actor: string): AssetCode =>
  Code.fromAsset(join(ROOT, 'lambda', actor), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('not-used'), // a property that must be there: bundling takes place here, in this process
      local: {
        tryBundle: (outputDir) => {
          buildSync({ ...bundleOptions(actor), outfile: join(outputDir, 'index.mjs') });
          return true;
        },
      },
    },
  });

import Ajv from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import type { OnResolveArgs, Plugin, PluginBuild } from 'esbuild';
import { messageSchema } from './contestants/middy-schema.ts';

/** Lets the bench answer the calls to AWS: the SDK's request handler passes each request on. The rest of it stays in the bundle. */
export const answeredCalls: Plugin = {
  name: 'answered-calls',
  setup: (build) =>
    wrap(build, {
      module: /^@smithy\/node-http-handler$/,
      wrapper: (real) =>
        `export * from ${real};import{NodeHttpHandler}from ${real};` +
        'NodeHttpHandler.prototype.handle=(request)=>globalThis.bench.answer(request);',
    }),
};

/** Replaces the product's work by work that takes no time, and that the bench observes. */
export const observedWork: Plugin = {
  name: 'observed-work',
  setup: (build) =>
    wrap(build, {
      module: /\/product\/index\.ts$/,
      importer: /\/lambda\/barista\/handler\.ts$/,
      wrapper: (real) =>
        `export * from ${real};import{work as product}from ${real};` +
        'export const work={...product,create:()=>(order)=>globalThis.bench.prepare(order)};',
    }),
};

type Wrap = { readonly module: RegExp; readonly importer?: RegExp; readonly wrapper: (real: string) => string };

/** The plugin asks esbuild for the real module, which the options may have replaced by an alias. */
const REAL = Symbol('the real module');

const wrap = (build: PluginBuild, { module, importer = /./, wrapper }: Wrap): void => {
  const namespace = `wrapped ${module.source}`;
  build.onResolve({ filter: module }, async (args: OnResolveArgs) => {
    if (args.pluginData === REAL || args.namespace === namespace || !importer.test(args.importer)) return undefined;
    const { kind, importer: from, resolveDir, path } = args;
    const real = await build.resolve(path, { kind, importer: from, resolveDir, pluginData: REAL });
    return { path: real.path, namespace, pluginData: { resolveDir } };
  });
  build.onLoad({ filter: /.*/, namespace }, ({ path, pluginData }) => ({
    contents: wrapper(JSON.stringify(path)),
    resolveDir: pluginData.resolveDir,
  }));
};

/** Compiles the JSON schema of a message while it builds. */
export const compiledSchema: Plugin = {
  name: 'compiled-schema',
  setup: (build) => {
    const namespace = 'compiled-schema';
    build.onResolve({ filter: /^order-message-schema$/ }, ({ path, resolveDir }) => ({
      path,
      namespace,
      pluginData: { resolveDir },
    }));
    build.onLoad({ filter: /.*/, namespace }, ({ pluginData }) => {
      const ajv = new Ajv.default({ allErrors: true, code: { source: true, esm: true } });
      addFormats.default(ajv);
      const contents = standaloneCode.default(ajv, ajv.compile(messageSchema));
      return { contents, resolveDir: pluginData.resolveDir };
    });
  },
};

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type BuildOptions, context } from 'esbuild';
import * as v from 'valibot';

/** A function of a module that writes further files of an asset into a folder. */
const filesSchema = v.object({
  sources: v.string(),
  module: v.string(),
  exportName: v.string(),
  /** What the function gets after the folder. @default nothing */
  argument: v.optional(v.unknown()),
});

/** How the asset of a function is built, from the metadata of the cloud assembly. `component` is the name of the function. */
export const buildSchema = v.object({
  component: v.string(),
  /** The folder of the sources. */
  sources: v.string(),
  options: v.custom<BuildOptions>((value) => typeof value === 'object' && value !== null),
  files: v.optional(v.array(filesSchema), []),
});
type WrittenFiles = v.InferOutput<typeof filesSchema>;
export type Build = v.InferOutput<typeof buildSchema>;

/** The files of an asset by name. */
type Files = ReadonlyMap<string, Uint8Array>;

export type Builder = {
  readonly component: string;
  /** The folders of all sources. */
  readonly sources: readonly string[];
  /**
   * Builds the asset again and returns whether it differs from the last one that was written.
   *
   * @param changed the paths of the changed sources
   * @throws BuildFailure of esbuild if a source does not compile
   */
  build(changed: readonly string[]): Promise<boolean>;
  /** Writes the built asset into a folder. */
  write(folder: string): void;
};

/**
 * Creates the builder of an asset. It keeps the parsed sources, so that a second build takes milliseconds.
 *
 * @param deployed the folder of the asset in the cloud assembly
 * @param more options of esbuild that replace those of the deployment
 */
export const createBuilder = async (build: Build, deployed: string, more: BuildOptions): Promise<Builder> => {
  const { component, sources, options, files } = build;
  const bundler = await context({ ...options, ...more, write: false, metafile: true, logLevel: 'silent' });
  const root = options.absWorkingDir ?? process.cwd();
  let inputs: ReadonlySet<string> | undefined; // none after a failed build: any change can mend it
  let written = readFiles(deployed);
  let built = written;
  let others = written;
  const stale = new Set<WrittenFiles>(); // those of a failed build stay
  let bundle: Files = new Map();

  const buildBundle = async (): Promise<Files> => {
    inputs = undefined;
    const { outputFiles, metafile } = await bundler.rebuild();
    inputs = new Set(Object.keys(metafile.inputs).map((path) => resolve(root, path)));
    return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents] as const));
  };

  return {
    component,
    sources: [sources, ...files.map((one) => one.sources)],
    build: async (changed) => {
      for (const one of files) if (changed.some((path) => path.startsWith(one.sources))) stale.add(one);
      if (!inputs || changed.some((path) => inputs?.has(path))) bundle = await buildBundle();
      for (const one of stale) {
        others = new Map([...others, ...(await writeOthers(one))]);
        stale.delete(one);
      }
      built = new Map([...others, ...bundle]);
      return !isSame(built, written);
    },
    write: (folder) => {
      mkdirSync(folder, { recursive: true });
      for (const [name, contents] of built) writeFileSync(join(folder, name), contents);
      written = built;
    },
  };
};

const readFiles = (folder: string): Files =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

const writeOthers = async ({ module, exportName, argument }: WrittenFiles): Promise<Files> => {
  const folder = mkdtempSync(join(tmpdir(), 'orderboard-'));
  try {
    const thread = new Worker(new URL('./files-thread.ts', import.meta.url), {
      workerData: { module, exportName, argument, folder },
    });
    await once(thread, 'exit'); // it rejects if the thread throws
    return readFiles(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const isSame = (one: Files, other: Files): boolean =>
  one.size === other.size && [...one].every(([name, contents]) => isEqual(contents, other.get(name)));

const isEqual = (contents: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && Buffer.compare(contents, other) === 0;

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, context } from 'esbuild';
import * as v from 'valibot';

/** A function of a module that writes further files of an asset into a folder. */
const filesSchema = v.object({ sources: v.string(), module: v.string(), exportName: v.string() });

/** How the asset of a function is built, from the metadata of the cloud assembly. `component` is the name of the function. */
export const buildSchema = v.object({
  component: v.string(),
  /** The folder of the sources. */
  sources: v.string(),
  options: v.custom<BuildOptions>((value) => typeof value === 'object' && value !== null),
  files: v.optional(filesSchema),
});
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
  let bundle: Files = new Map();

  const buildBundle = async (): Promise<Files> => {
    inputs = undefined;
    const { outputFiles, metafile } = await bundler.rebuild();
    inputs = new Set(Object.keys(metafile.inputs).map((path) => resolve(root, path)));
    return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents] as const));
  };

  return {
    component,
    sources: [sources, ...(files ? [files.sources] : [])],
    build: async (changed) => {
      if (files && changed.some((path) => path.startsWith(files.sources))) others = await writeOthers(files);
      if (!inputs || changed.some((path) => inputs?.has(path))) bundle = await buildBundle();
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

const writeOthers = async ({ module, exportName }: v.InferOutput<typeof filesSchema>): Promise<Files> => {
  const loaded: Readonly<Record<string, unknown>> = await import(pathToFileURL(module).href);
  const write = loaded[exportName];
  if (typeof write !== 'function') throw new Error(`${module} should export a function '${exportName}', got ${write}`);
  const folder = mkdtempSync(join(tmpdir(), 'orderboard-'));
  try {
    await write(folder);
    return readFiles(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const isSame = (one: Files, other: Files): boolean =>
  one.size === other.size && [...one].every(([name, contents]) => isEqual(contents, other.get(name)));

const isEqual = (contents: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && Buffer.compare(contents, other) === 0;

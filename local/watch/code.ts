import { rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, stop } from 'esbuild';
import * as v from 'valibot';
import type { LocalFunction, LogLine } from '../functions/function.ts';
import { type Build, type Builder, createBuilder } from './build.ts';

export type CodeOptions = {
  readonly builds: readonly Build[];
  readonly functions: readonly LocalFunction[];
  /** The folder for the assets that are built here. */
  readonly outdir: string;
  readonly root: string;
  /** Builds code for a debugger: it is not minified, and its source map leads to the sources. */
  readonly debug: boolean;
  readonly signal: AbortSignal;
  readonly onLog: (line: LogLine) => void;
};

/** The code of the functions, which can be built again while they run. */
export type Code = {
  /** The folders of the sources. */
  readonly sources: readonly string[];
  /** Builds what changed. Functions whose asset differs get new instances. */
  update(changed: readonly string[]): Promise<void>;
};

type Pair = { readonly builder: Builder; readonly target: LocalFunction; readonly assets: Assets };
type Outcome = { readonly component: string; readonly state: 'same' | 'live' | 'broken'; readonly problems: string[] };

export const createCode = async (options: CodeOptions): Promise<Code> => {
  const { builds, functions, outdir, root, debug, signal, onLog } = options;
  const more: BuildOptions = debug ? { minify: false, sourceRoot: `${pathToFileURL(root).href}/` } : {};
  signal.addEventListener('abort', () => void stop()); // the service of esbuild complains if it only loses its input
  const tell = (level: string, event: string, fields: object): void =>
    onLog({ function: 'local', level, message: { event, ...fields } });
  let version = 0;

  const updateOne = async ({ builder, target, assets }: Pair, changed: readonly string[]): Promise<Outcome> => {
    const { component } = builder;
    try {
      if (!(await builder.build(changed))) return { component, state: 'same', problems: [] };
      const folder = join(outdir, component, String(version));
      builder.write(folder);
      const problem = await target.replace(join(folder, basename(target.resource.modulePath)));
      assets.add(folder, problem === undefined ? 'live' : 'broken');
      if (problem === undefined) return { component, state: 'live', problems: [] };
      return { component, state: 'broken', problems: [`the code does not load: ${problem}`] };
    } catch (error) {
      return { component, state: 'broken', problems: problemsOf(error) };
    }
  };

  const pairs = await Promise.all(
    builds.flatMap((build): Promise<Pair>[] => {
      const target = functions.find(({ resource }) => resource.name === build.component);
      if (!target) return [];
      const builder = createBuilder(build, dirname(target.resource.modulePath), more);
      return [builder.then((created) => ({ builder: created, target, assets: createAssets() }))];
    }),
  );

  return {
    sources: [...new Set(pairs.flatMap(({ builder }) => builder.sources))],
    update: async (changed) => {
      version++;
      const began = performance.now();
      const outcomes = await Promise.all(pairs.map((pair) => updateOne(pair, changed)));
      const milliseconds = Math.round(performance.now() - began);
      const named = (state: Outcome['state']): string[] =>
        outcomes.filter((outcome) => outcome.state === state).map(({ component }) => component);
      const files = changed.map((path) => relative(root, path).replaceAll('\\', '/'));
      for (const problem of new Set(outcomes.flatMap(({ problems }) => problems)))
        tell('error', 'code.broken', { problem, functions: named('broken'), runs: 'the old code' });
      if (named('live').length > 0) tell('info', 'code.live', { files, functions: named('live'), milliseconds });
      else if (named('broken').length === 0 && files.length > 0) tell('info', 'code.same', { files });
    },
  };
};

type Assets = { add(folder: string, state: 'live' | 'broken'): void };

/**
 * Removes the assets of a function that no instance needs. The live one stays, because new instances load it. The one before it
 * stays, because an old instance loads a chunk of it when it first needs that chunk.
 */
const createAssets = (): Assets => {
  let live: string | undefined;
  let earlier: string | undefined;
  const remove = (folder: string | undefined): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  return {
    add: (folder, state) => {
      if (state === 'broken') return remove(folder);
      remove(earlier);
      [earlier, live] = [live, folder];
    },
  };
};

const failureSchema = v.object({
  errors: v.array(
    v.object({
      text: v.string(),
      location: v.nullish(v.object({ file: v.string(), line: v.number(), column: v.number() })),
    }),
  ),
});

/** The errors of a build, each with its place: `lambda/x.ts:12:3: the message`. Columns begin at 1, as in an editor. */
const problemsOf = (error: unknown): string[] => {
  const failure = v.safeParse(failureSchema, error);
  if (!failure.success) return [error instanceof Error ? error.message : String(error)];
  return failure.output.errors.map(({ text, location }) =>
    location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
  );
};

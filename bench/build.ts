import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { bundleOptions } from '../lib/bundle.ts';
import type { Contestant } from './contestants.ts';
import { answeredCalls, compiledSchema, observedWork } from './plugins.ts';

const ROOT = join(import.meta.dirname, '..');

type Output = Metafile['outputs'][string];

/** The deployed bundle of a contestant, and a copy whose calls to AWS the bench answers. */
export type Bundle = {
  readonly contestant: Contestant;
  readonly deployed: Metafile['outputs'];
  readonly measured: Metafile['outputs'];
  /** The file to import. */
  readonly entry: string;
};

export const bundle = async (contestant: Contestant, folder: string): Promise<Bundle> => {
  const options = optionsOf(contestant);
  const deployed = await buildInto(join(folder, 'deployed'), options, []);
  // A profile needs the source map. A separate file leaves the bundle unchanged.
  const mapped: BuildOptions = { ...options, sourcemap: 'external' };
  const measured = await buildInto(join(folder, 'measured'), mapped, [answeredCalls, observedWork]);
  return { contestant, deployed, measured, entry: join(folder, 'measured', 'index.mjs') };
};

/** Our function has its own options. A peer has the same ones, chunks too, with the published SDK in place of our aliases. */
const optionsOf = ({ source }: Contestant): BuildOptions => {
  if ('ours' in source) return bundleOptions(source.ours);
  const { alias: _alias, plugins: _plugins, ...usual }: BuildOptions = bundleOptions('barista');
  return { ...(source.options === 'ours' ? bundleOptions('barista') : usual), entryPoints: [source.file] };
};

const buildInto = async (outdir: string, options: BuildOptions, plugins: BuildOptions['plugins'] = []) => {
  const { metafile } = await build({
    ...options,
    outdir,
    metafile: true,
    plugins: [compiledSchema, ...plugins, ...(options.plugins ?? [])],
  });
  return metafile.outputs;
};

/**
 * The bytes of a deployed bundle that a run loads. The run used the measured bundle, whose chunks have other names: a chunk is the
 * same one if it holds one of the same files.
 */
export const loadedBytes = ({ deployed, measured }: Bundle, loadedFiles: readonly string[]): number => {
  const loaded = Object.entries(measured).filter(([path]) => loadedFiles.includes(join(ROOT, path)));
  const inputs = new Set(loaded.flatMap(([, output]) => filesIn(output)));
  return Object.values(deployed)
    .filter((output) => filesIn(output).some((path) => inputs.has(path)))
    .reduce((sum, { bytes }) => sum + bytes, 0);
};

/** The files of which a chunk holds code. esbuild also lists files that only export the names of others, in several chunks. */
const filesIn = ({ inputs }: Output): readonly string[] =>
  Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));

/** All bytes of a deployed bundle. */
export const allBytes = ({ deployed }: Bundle): number =>
  Object.values(deployed).reduce((sum, { bytes }) => sum + bytes, 0);

import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { watchChanges } from './changes.ts';
import type { Code, CodeOptions } from './code.ts';

const cdkJsonSchema = v.object({ watch: v.optional(v.object({ include: v.array(v.string()) }), { include: [] }) });

/** Makes saved files live: a change of a function's sources at once. A change of the templates is told: it needs a restart. */
export const watchCode = async (code: Code, { root, onLog }: Pick<CodeOptions, 'root' | 'onLog'>): Promise<void> => {
  const isSource = (path: string): boolean => code.sources.some((folder) => path.startsWith(folder));
  const others = templateSources(root).filter((path) => existsSync(path) && !isSource(path));
  await watchChanges([...code.sources, ...others], async (changed) => {
    const files = changed.filter((path) => !isSource(path)).map((path) => relative(root, path));
    if (files.length > 0)
      onLog({ function: 'local', level: 'warn', message: { event: 'templates.changed', files, needs: 'a restart' } });
    const sources = changed.filter(isSource);
    if (sources.length > 0) await code.update(sources);
  });
};

/** The paths that the templates come from: those that `cdk watch` watches, by `cdk.json`. */
const templateSources = (root: string): string[] => {
  const cdkJson = join(root, 'cdk.json');
  const { include } = v.parse(cdkJsonSchema, JSON.parse(readFileSync(cdkJson, 'utf8'))).watch;
  return [cdkJson, ...include.map((pattern) => join(root, pattern.replace(/[\\/]?\*.*$/, '')))];
};

import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle } from './build.ts';
import { BATCH_SIZE, type CompareDeps } from './compare.ts';
import type { Profile, Task } from './measure/task.ts';
import { decimal, type Table } from './report/tables.ts';

/** Milliseconds by module. A package counts as one module, a file of ours as another. */
export type Costs = ReadonlyMap<string, number>;

/** Sums up the time that a profile found inside each module itself, without the functions that it calls. */
const costsOf = ({ nodes, samples = [], timeDeltas = [] }: Profile, entry: string): Costs => {
  const modules = modulesOf(nodes, entry);
  const costs = new Map<string, number>();
  samples.forEach((id, n) => {
    const module = modules.get(id) ?? 'unknown';
    costs.set(module, (costs.get(module) ?? 0) + (timeDeltas[n] ?? 0) / 1000);
  });
  return costs;
};

type Nodes = Profile['nodes'];

/** The module of each node. A function that is built into V8 counts for the module that calls it. */
const modulesOf = (nodes: Nodes, entry: string): ReadonlyMap<number, string> => {
  const mapOf = sourceMapsBeside(entry);
  const modules = new Map<number, string>();
  for (const { id, callFrame, children = [] } of nodes) {
    const module = moduleOf(callFrame, mapOf) ?? modules.get(id) ?? 'V8';
    modules.set(id, module);
    for (const child of children) modules.set(child, module); // nodes are listed from the root down
  }
  return modules;
};

const moduleOf = (
  { url, functionName, lineNumber, columnNumber }: Nodes[number]['callFrame'],
  mapOf: ReturnType<typeof sourceMapsBeside>,
): string | undefined => {
  if (url === '') return functionName.startsWith('(') ? functionName : undefined;
  if (url.startsWith('node:')) return url.replace(/^(node:internal\/[^/]+).*/, '$1');
  const map = mapOf(fileURLToPath(url.replace(/\?.*/, '')));
  if (!map) return 'the bench';
  const found = map.findEntry(lineNumber, columnNumber);
  return 'originalSource' in found ? nameOf(found.originalSource) : 'the bundle';
};

/** `@smithy/core/schema` or `lambda/batch/batch.ts`. */
const nameOf = (source: string): string => {
  const inPackage = source.split('node_modules/').at(-1) ?? source;
  if (inPackage === source) return /(?:lambda|bench)\/.*/.exec(source)?.[0] ?? source;
  const [scope = '', name = '', ...rest] = inPackage.split('/');
  if (!scope.startsWith('@')) return scope;
  const submodule = /submodules\/([^/]+)/.exec(rest.join('/'))?.[1];
  return [scope, name, ...(submodule ? [submodule] : [])].join('/');
};

/** Reads the source map of a file of the bundle. Other files have none. */
const sourceMapsBeside = (entry: string) => {
  const maps = new Map<string, SourceMap>();
  return (file: string): SourceMap | undefined => {
    if (dirname(file) !== dirname(entry)) return undefined;
    const map = maps.get(file) ?? readMap(file);
    maps.set(file, map);
    return map;
  };
};

const readMap = (file: string): SourceMap => {
  const payload: SourceMapPayload = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  return new SourceMap(payload);
};

/** Profiles a contestant in fresh processes. */
export const createProfiles = ({ run, size, tally, progress, input }: CompareDeps) => {
  const taskOf = ({ entry, contestant: { kind } }: Bundle): Omit<Task, 'mode'> => ({
    ...{ entry, kind, ...input, batchSize: BATCH_SIZE, answers: 'at once', profiled: true },
    ...{ warmUps: size.warmUps, batches: size.batches },
  });
  return {
    /** Milliseconds of one import and first batch. */
    starts: async (bundle: Bundle, count: number): Promise<Costs> => {
      const costs: Costs[] = [];
      for (let n = 1; n <= count; n += 1) {
        progress(`profile of start ${n} of ${count}`);
        const { profile } = await run({ ...taskOf(bundle), mode: 'first' });
        if (profile) costs.push(costsOf(profile, bundle.entry));
        tally.add('profiled starts');
      }
      return average(costs, costs.length);
    },
    /** Milliseconds of one order after the warm-up. */
    runs: async (bundle: Bundle, count: number): Promise<Costs> => {
      const costs: Costs[] = [];
      let orders = 0;
      for (let n = 1; n <= count; n += 1) {
        progress(`profile of run ${n} of ${count}`);
        const { profile, messages } = await run({ ...taskOf(bundle), mode: 'cpu' });
        if (profile) costs.push(costsOf(profile, bundle.entry));
        orders += messages;
        tally.add('profiled runs');
      }
      return average(costs, orders);
    },
  };
};

/** The sum of several profiles, divided. */
const average = (all: readonly Costs[], divisor: number): Costs => {
  const sum = new Map<string, number>();
  for (const costs of all)
    for (const [module, milliseconds] of costs) sum.set(module, (sum.get(module) ?? 0) + milliseconds / divisor);
  return sum;
};

const NOT_WORK: ReadonlySet<string> = new Set(['(idle)', 'the bench', 'node:inspector']);

/** The modules that cost the most. */
export const costliest = (
  costs: Costs,
  count: number,
  { unit, factor }: { readonly unit: string; readonly factor: number },
): Table => {
  const work = [...costs].filter(([module]) => !NOT_WORK.has(module));
  const total = work.reduce((sum, [, cost]) => sum + cost, 0);
  const rows = work.toSorted(([, a], [, b]) => b - a).slice(0, count);
  return {
    columns: ['', unit, '%'],
    rows: [['all', total], ...rows].map(([module, cost]) => [
      String(module),
      decimal(Number(cost) * factor),
      decimal((100 * Number(cost)) / total),
    ]),
  };
};

import { allBytes, type Bundle, loadedBytes } from './build.ts';
import type { Honesty } from './measure/honesty.ts';
import type { RunTask } from './measure/processes.ts';
import { type Answers, everyAnswers } from './measure/shop.ts';
import type { Task } from './measure/task.ts';
import type { Size } from './options.ts';
import type { Figures, Measured, WorkerFigures } from './report/report.ts';
import { quartilesOf, ratiosOf } from './report/statistics.ts';
import type { Plan, Tally } from './report/tally.ts';

export type CompareDeps = {
  readonly run: RunTask;
  readonly size: Size;
  readonly tally: Tally;
  readonly progress: (text: string) => void;
  /** The message of an order, and the request for it. */
  readonly input: Pick<Task, 'template' | 'request' | 'offloadAboveBytes'>;
};

export const BATCH_SIZE = 10;

/** The plan of a comparison. */
export const planOf = (size: Size, workers: number, cashiers: number): Plan => ({
  'first batches': size.firstRounds * workers,
  'first requests': size.firstRounds * cashiers,
  'batches for CPU time': size.cpuRounds * size.batches * workers,
  'messages in them': size.cpuRounds * size.batches * workers * BATCH_SIZE,
  'requests for CPU time': size.cpuRounds * size.batches * size.requestsPerBatch * cashiers,
  'counts of calls': everyAnswers.length * (workers + cashiers),
  'honesty checks': workers,
});

/** Measures contestants in the same rounds, each time in a fresh process. */
export const createCompare = ({ run, size, tally, progress, input }: CompareDeps) => {
  const taskOf = ({ entry, contestant: { kind } }: Bundle): Omit<Task, 'mode'> => {
    const repetitions = kind === 'api' ? size.requestsPerBatch : 1;
    return {
      ...{ entry, kind, ...input, batchSize: BATCH_SIZE, answers: 'at once' },
      ...{ warmUps: size.warmUps * repetitions, batches: size.batches * repetitions },
    };
  };
  const isApi = ({ contestant }: Bundle): boolean => contestant.kind === 'api';

  const first = async (bundle: Bundle) => {
    const result = await run({ ...taskOf(bundle), mode: 'first' });
    tally.add(isApi(bundle) ? 'first requests' : 'first batches');
    return result;
  };

  const cpu = async (bundle: Bundle): Promise<number> => {
    const { milliseconds, batches, messages } = await run({ ...taskOf(bundle), mode: 'cpu' });
    if (isApi(bundle)) tally.add('requests for CPU time', messages);
    else {
      tally.add('batches for CPU time', batches);
      tally.add('messages in them', messages);
    }
    return (milliseconds * 1000) / messages;
  };

  const count = async (bundle: Bundle, answers: Answers) => {
    const result = await run({ ...taskOf(bundle), answers, mode: 'calls' });
    tally.add('counts of calls');
    return result;
  };

  const counts = async (bundle: Bundle) => {
    const results = {
      'at once': await count(bundle, 'at once'),
      'after 5 ms': await count(bundle, 'after 5 ms'),
      'after 3 to 7 ms': await count(bundle, 'after 3 to 7 ms'),
    } satisfies Record<Answers, unknown>;
    const { logBytes, loadedFiles } = results['at once'];
    return {
      loadedBytes: loadedBytes(bundle, loadedFiles),
      bundleBytes: allBytes(bundle),
      logBytesPerOrder: logBytes / (isApi(bundle) ? 1 : BATCH_SIZE),
      calls: {
        'at once': results['at once'].calls,
        'after 5 ms': results['after 5 ms'].calls,
        'after 3 to 7 ms': results['after 3 to 7 ms'].calls,
      },
    };
  };

  /** Runs all contestants once per round, each round in another order. Answers the values of each contestant by round. */
  const inRounds = async <T>(
    what: string,
    rounds: number,
    bundles: readonly Bundle[],
    measure: (bundle: Bundle) => Promise<T>,
  ): Promise<ReadonlyMap<Bundle, readonly T[]>> => {
    const values = new Map<Bundle, T[]>(bundles.map((bundle) => [bundle, []]));
    for (let round = 0; round < rounds; round += 1) {
      progress(`${what}: round ${round + 1} of ${rounds}`);
      const start = round % bundles.length;
      for (const bundle of [...bundles.slice(start), ...bundles.slice(0, start)])
        values.get(bundle)?.push(await measure(bundle));
    }
    return values;
  };

  return {
    /** The figures of contestants. Ratios refer to the one of this name. */
    figures: async (bundles: readonly Bundle[], reference: string): Promise<readonly Figures[]> => {
      const kind = bundles.some(isApi) ? 'cashiers' : 'workers';
      const firsts = await inRounds(`${kind}, import and first work`, size.firstRounds, bundles, first);
      const cpus = await inRounds(`${kind}, CPU time`, size.cpuRounds, bundles, cpu);
      const to = bundles.find(({ contestant }) => contestant.name === reference);
      const measured = (valuesOf: (bundle: Bundle) => readonly number[], bundle: Bundle): Measured => ({
        values: quartilesOf(valuesOf(bundle)),
        ratio: ratiosOf(valuesOf(bundle), to ? valuesOf(to) : []),
      });
      const figures: Figures[] = [];
      for (const bundle of bundles) {
        progress(`${bundle.contestant.name}: bytes, calls and log lines`);
        figures.push({
          name: bundle.contestant.name,
          ...(await counts(bundle)),
          first: measured((of) => (firsts.get(of) ?? []).map(({ milliseconds }) => milliseconds), bundle),
          firstCpu: measured((of) => (firsts.get(of) ?? []).map(({ cpuMilliseconds }) => cpuMilliseconds), bundle),
          cpu: measured((of) => cpus.get(of) ?? [], bundle),
        });
      }
      return figures;
    },

    /** Plays the same inputs with each worker. @throws Error if one gives a wrong answer */
    honesty: async (bundles: readonly Bundle[]): Promise<readonly Honesty[]> => {
      const results: Honesty[] = [];
      for (const bundle of bundles) {
        progress(`${bundle.contestant.name}: the honesty check`);
        const { honesty } = await run({ ...taskOf(bundle), mode: 'honesty' });
        assertHonest(bundle, honesty);
        tally.add('honesty checks');
        results.push(honesty);
      }
      return results;
    },
  };
};

/** A wrong answer fails the run. Our own functions also keep the promises that the table shows of the others. */
const assertHonest = ({ contestant: { name, source } }: Bundle, honesty: Honesty): void => {
  const { mistakes, poison, simultaneous, crashes, keptAfterCrash, repeatedAfterCrash } = honesty;
  if (mistakes.length > 0) throw new Error(`${name} gives wrong answers: ${mistakes.join('; ')}`);
  const keeps = poison === 'in the DLQ' && simultaneous === 1 && keptAfterCrash === crashes && repeatedAfterCrash === 0;
  if ('ours' in source && !keeps) throw new Error(`${name} should keep every promise, got ${JSON.stringify(honesty)}`);
};

export const withHonesty = (figures: readonly Figures[], honesty: readonly Honesty[]): readonly WorkerFigures[] =>
  figures.flatMap((figure, n) => {
    const found = honesty[n];
    return found ? [{ ...figure, honesty: found }] : [];
  });

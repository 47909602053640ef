import type { Figures } from '../figures.ts';
import type { Percentiles } from '../percentiles.ts';

/** A line of a chart. A value of null is a gap. */
export type Line = { readonly name: string; readonly color: string; readonly values: readonly (number | null)[] };

export type Chart = {
  readonly title: string;
  readonly unit: '' | '/s' | 's' | 'ms';
  /** Seconds from the start of the run. */
  readonly at: readonly number[];
  readonly lines: readonly Line[];
};

const [BLUE, ORANGE, RED, GREEN, VIOLET, GREY] = ['#2563c9', '#d97706', '#c2262e', '#1f8a4c', '#7c4dbd', '#7b8494'];
const QUEUE_COLORS = [BLUE, ORANGE, GREEN, RED, VIOLET];

/** All charts of a run. Figures of windows and samples of the board have different times. */
export const chartsOf = (figures: Figures): readonly Chart[] => [
  rates(figures),
  times(figures, 'Accept latency, from the scheduled time', ({ accept }) => accept),
  times(figures, 'Time to READY, by when the order was due', ({ toReady }) => toReady),
  waiting(figures),
  depths(figures),
  ages(figures),
];

type Windows = Figures['windows'];

const rates = ({ windows }: Figures): Chart => ({
  ...{ title: 'Orders', unit: '/s', at: windows.map(({ at }) => at) },
  lines: [
    { name: 'sent', color: GREY, values: windows.map(({ sent }) => sent) },
    { name: 'accepted', color: BLUE, values: windows.map(({ accepted }) => accepted) },
    { name: 'ready', color: GREEN, values: windows.map(({ ready }) => ready) },
    { name: 'other answers', color: RED, values: windows.map(({ refused }) => refused) },
  ],
});

const times = (
  { windows }: Figures,
  title: string,
  timesIn: (window: Windows[number]) => Percentiles | undefined,
): Chart => {
  const line = (name: keyof Percentiles, color: string): Line => ({
    ...{ name, color },
    values: windows.map((window) => timesIn(window)?.[name] ?? null),
  });
  return {
    ...{ title, unit: 'ms', at: windows.map(({ at }) => at) },
    lines: [line('p50', GREEN), line('p95', BLUE), line('p99', ORANGE), line('max', RED)],
  };
};

const waiting = ({ windows, windowSeconds }: Figures): Chart => ({
  ...{ title: 'Accepted and not READY yet, by the records', unit: '', at: windows.map(({ at }) => at + windowSeconds) },
  lines: [{ name: 'orders', color: BLUE, values: windows.map((window) => window.waiting) }],
});

const depths = ({ board }: Figures): Chart => {
  const names = [...new Set(board.flatMap(({ queues }) => Object.keys(queues)))];
  return {
    ...{ title: 'Queue depth, as SQS estimates it', unit: '', at: board.map(({ at }) => at / 1000) },
    lines: [
      ...names.map((name, n) => ({
        ...{ name, color: QUEUE_COLORS[n % QUEUE_COLORS.length] ?? GREY },
        values: board.map(({ queues }) => queues[name] ?? null),
      })),
      { name: 'dead letters', color: GREY, values: board.map(({ deadLetters }) => deadLetters) },
    ],
  };
};

const ages = ({ board }: Figures): Chart => ({
  ...{ title: 'Age of the oldest waiting order', unit: 's', at: board.map(({ at }) => at / 1000) },
  lines: [{ name: 'age', color: ORANGE, values: board.map(({ oldestSeconds }) => oldestSeconds ?? null) }],
});

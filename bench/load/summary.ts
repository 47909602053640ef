import type { Figures } from './figures.ts';
import type { Percentiles } from './percentiles.ts';

/** How the run differs from its plan: each sentence has the expected and the received number. */
export const differencesOf = ({ counts, answers, interrupted }: Figures): readonly string[] => {
  const { planned, sent, accepted, ready, lost, others } = counts;
  const refused = Object.fromEntries(Object.entries(answers).filter(([answer]) => answer !== '202'));
  return [
    ...when(sent !== planned, `${planned} orders should be sent, got ${sent}${interrupted ? ': interrupted' : ''}`),
    ...when(accepted !== sent, `${sent} orders should be accepted, got ${accepted}: ${listOf(refused)}`),
    ...when(ready !== accepted, `${accepted} orders should be READY, got ${ready}${reasonsOf(others)}`),
    ...when(lost > 0, `0 orders should be lost, got ${lost}`),
  ];
};

const when = (holds: boolean, sentence: string): readonly string[] => (holds ? [sentence] : []);

const reasonsOf = (others: Readonly<Record<string, number>>): string =>
  Object.keys(others).length === 0 ? '' : `: ${listOf(others)}`;

/** Such as "503: 12, ECONNREFUSED: 3". */
export const listOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ');

/** The closing lines of a run. */
export const summaryOf = (figures: Figures): string => {
  const { counts, retries, accept, toReady, lag, drainSeconds, outage, cpu } = figures;
  const { planned, sent, accepted, ready, repeated, lost } = counts;
  const differences = differencesOf(figures);
  return [
    ...timesLine('accept, from the scheduled time', accept),
    ...timesLine('READY, from accepted', toReady),
    ...timesLine('lag of this process', lag),
    ...(drainSeconds === undefined
      ? []
      : [`the last order was READY ${drainSeconds.toFixed(1)} s after the last one was accepted`]),
    ...(outage?.recoverySeconds === undefined
      ? []
      : [`the orders of the outage were READY ${outage.recoverySeconds.toFixed(1)} s after its end`]),
    ...Object.entries(cpu ?? {}).map(([part, time]) => `CPU time of ${part.padEnd(8)} ${time.toFixed(2)} ms per order`),
    ...when(Object.keys(retries).length > 0, `retries with the same key: ${listOf(retries)}`),
    ...when(repeated > 0, `${ready - repeated} of ${ready} orders were READY at the first attempt`),
    `planned ${planned}, sent ${sent}, accepted ${accepted}, ready ${ready}, lost ${lost}`,
    ...(differences.length === 0 ? ['The run went as planned.'] : differences),
  ].join('\n');
};

const timesLine = (name: string, times: Percentiles | undefined): readonly string[] =>
  times === undefined ? [] : [`${name}: ${timesText(times)}`];

const timesText = ({ p50, p95, p99, max }: Percentiles): string =>
  `p50 ${duration(p50)}, p95 ${duration(p95)}, p99 ${duration(p99)}, max ${duration(max)}`;

/** Milliseconds, or seconds from ten seconds on. */
export const duration = (milliseconds: number): string =>
  milliseconds >= 10_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;

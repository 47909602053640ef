import uPlot from 'uplot';
import type { Chart } from './charts.ts';

type Span = { readonly from: number; readonly to: number };

type Run = { readonly endSeconds: number; readonly outage: Span | undefined };

const HEIGHT = 220;

/** Adds a chart to the page. All charts show the same time. The time without the store is shaded. */
export const draw = (parent: HTMLElement, chart: Chart, { endSeconds, outage }: Run): void => {
  const { title, unit, at, lines } = chart;
  const section = document.createElement('section');
  const heading = document.createElement('h2');
  heading.textContent = title;
  section.append(heading);
  parent.append(section);
  const value = (_plot: uPlot, shown: number | null): string => (shown === null ? '–' : textOf(shown, unit));
  const plot = new uPlot(
    {
      ...{ width: section.clientWidth, height: HEIGHT },
      scales: {
        x: { time: false, range: [0, endSeconds] },
        y: unit === 'ms' ? { distr: 3, range: wholePowers } : { range: from0 },
      },
      axes: [
        { values: (_plot, ticks) => ticks.map((tick) => `${tick} s`) },
        {
          ...{ size: 70, values: (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : textOf(tick, unit))) },
          ...(unit === 'ms' && { splits: (_plot, _axis, min, max) => powersFrom(min, max) }),
        },
      ],
      series: [
        { label: 'time', value: (_plot, shown) => (shown === null ? '–' : textOf(shown, 's')) },
        ...lines.map(({ name, color }) => ({ label: name, stroke: color, width: 1.5, value })),
      ],
      hooks: { drawClear: outage ? [shade(outage)] : [] },
    },
    [[...at], ...lines.map(({ values }) => [...values])],
    section,
  );
  // A chart is as wide as its column, and a page has fewer columns before its other charts are there.
  new ResizeObserver(() => plot.setSize({ width: section.clientWidth, height: HEIGHT })).observe(section);
};

const textOf = (value: number, unit: Chart['unit']): string => {
  if (unit === 'ms' && value >= 1000) return textOf(value / 1000, 's');
  return `${Number(value.toPrecision(3))}${unit === '' || unit === '/s' ? unit : ` ${unit}`}`;
};

const from0 = (_plot: uPlot, _min: number, max: number): [number, number] => [0, Math.max(1, max * 1.05)];

/** Times have a logarithmic axis, which begins and ends at a label. */
const wholePowers = (_plot: uPlot, min: number, max: number): [number, number] => [
  10 ** Math.floor(Math.log10(Math.max(min, 0.1))),
  10 ** Math.ceil(Math.log10(Math.max(max, 1) * 1.01)),
];

const powersFrom = (min: number, max: number): number[] =>
  Array.from({ length: Math.round(Math.log10(max / min)) + 1 }, (_, n) => min * 10 ** n);

const shade =
  ({ from, to }: Span) =>
  (plot: uPlot): void => {
    const { ctx, bbox } = plot;
    const [left, right] = [plot.valToPos(from, 'x', true), plot.valToPos(to, 'x', true)];
    ctx.save();
    ctx.fillStyle = '#fde7e7';
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.restore();
  };

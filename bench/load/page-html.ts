import type { Figures } from './figures.ts';
import type { PageBundle } from './page-bundle.ts';
import type { Percentiles } from './percentiles.ts';
import { differencesOf, duration } from './summary.ts';

/** The report as one HTML file. */
export const pageOf = (figures: Figures, { script, style }: PageBundle): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(titleOf(figures))}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(titleOf(figures))}</h1>
<p>${escaped(contextOf(figures))}</p>
${verdict(figures)}
${tiles(figures)}
<div class="columns">
${timesTable(figures)}
${answersTable(figures)}
</div>
<main id="charts"></main>
<script type="application/json" id="figures">${JSON.stringify(figures).replaceAll('<', String.raw`\u003c`)}</script>
<script>${script}</script>
</body>
</html>
`;

const titleOf = ({ options }: Figures): string => `${options.rate} orders per second for ${options.durationSeconds} s`;

const contextOf = ({ url, startedAt, node, options, outage }: Figures): string =>
  [
    `${url}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC, load from Node.js ${node.slice(1)}`,
    options.tabs > 0 ? `a tenth of the orders on ${options.tabs} tabs` : 'no tabs',
    ...(options.key ? ['each order with an idempotency key'] : []),
    ...(outage ? [`without the store from ${outage.from.toFixed(0)} s to ${outage.to.toFixed(0)} s (shaded)`] : []),
  ].join(' · ');

const verdict = (figures: Figures): string => {
  const differences = differencesOf(figures);
  if (differences.length === 0) return '<p class="verdict good">The run went as planned. No order was lost.</p>';
  return `<ul class="verdict bad">${differences.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>`;
};

const tiles = ({ counts: { planned, sent, accepted, ready, lost } }: Figures): string => {
  const tile = ([name, count]: readonly [string, number]): string =>
    `<div><b>${count.toLocaleString('en')}</b> ${name}</div>`;
  const shown = Object.entries({ planned, sent, accepted, ready, lost });
  return `<div class="tiles">${shown.map(tile).join('')}</div>`;
};

const timesTable = ({ accept, toReady, lag, drainSeconds, outage }: Figures): string => `<table>
<tr><th></th><th>p50</th><th>p95</th><th>p99</th><th>max</th></tr>
${timesRow('Accept, from the scheduled time', accept)}
${timesRow('READY, from accepted', toReady)}
${timesRow('Lag of the load itself', lag)}
${secondsRow('Last READY, from last accepted', drainSeconds)}
${secondsRow('Recovery, from end of outage', outage?.recoverySeconds)}
</table>`;

const timesRow = (name: string, times: Percentiles | undefined): string => {
  if (!times) return '';
  const { p50, p95, p99, max } = times;
  return `<tr><td>${name}</td>${[p50, p95, p99, max].map((time) => `<td>${duration(time)}</td>`).join('')}</tr>`;
};

const secondsRow = (name: string, seconds: number | undefined): string =>
  seconds === undefined ? '' : `<tr><td>${name}</td><td colspan="3"></td><td>${seconds.toFixed(1)} s</td></tr>`;

const answersTable = ({ answers, retries, counts, cpu }: Figures): string => `<table>
<tr><th>Answers and ends</th><th></th></tr>
${countRows('answer', answers)}
${countRows('before a retry:', retries)}
${countRows('at the end:', { READY: counts.ready, ...counts.others, lost: counts.lost })}
${counts.repeated > 0 ? countRows('READY after', { 'more than one attempt': counts.repeated }) : ''}
${Object.entries(cpu ?? {})
  .map(([part, time]) => `<tr><td>CPU of ${escaped(part)} per order</td><td>${time.toFixed(2)} ms</td></tr>`)
  .join('')}
</table>`;

const countRows = (kind: string, counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `<tr><td>${kind} ${escaped(name)}</td><td>${count.toLocaleString('en')}</td></tr>`)
    .join('');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

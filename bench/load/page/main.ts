// The charts of the report. They read the figures that the page holds.
import type { Figures } from '../figures.ts';
import { chartsOf } from './charts.ts';
import { draw } from './draw.ts';

const source = document.getElementById('figures')?.textContent ?? '{}';
const figures: Figures = JSON.parse(source);
const charts = chartsOf(figures);
const endSeconds = Math.max(...charts.flatMap(({ at }) => at));
const parent = document.getElementById('charts');
if (parent) for (const chart of charts) draw(parent, chart, { endSeconds, outage: figures.outage });

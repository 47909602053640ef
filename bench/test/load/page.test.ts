import { figuresOf } from '../../load/figures.ts';
import { chartsOf } from '../../load/page/charts.ts';
import { pageOf } from '../../load/page-html.ts';
import { aRun } from './a-run.ts';

const bundle = { script: 'draw()', style: 'body {}' };

const sample = (at: number, waiting: number, oldestSeconds?: number) => ({
  ...{ at, queues: { orders: waiting }, deadLetters: 0 },
  ...(oldestSeconds !== undefined && { oldestSeconds }),
});

it('holds everything, so that it needs no network', () => {
  const page = pageOf(figuresOf(aRun()), bundle);
  expect(page).toContain('draw()');
  expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)=/);
});

it('says whether the run went as planned', () => {
  expect(pageOf(figuresOf(aRun()), bundle)).toContain('The run went as planned. No order was lost.');
  expect(pageOf(figuresOf(aRun({ planned: 11 })), bundle)).toContain('11 orders should be sent, got 10');
});

it('shows texts of the shop as texts', () => {
  const orders = aRun().orders.with(0, { dueAt: 0, lag: 0, took: 1, retried: [], answer: '</script><b>' });
  const page = pageOf(figuresOf(aRun({ orders })), bundle);
  expect(page).not.toContain('</script><b>');
  expect(page).toContain('&lt;/script&gt;&lt;b&gt;');
});

it('has a value or a gap for each time of each chart', () => {
  const charts = chartsOf(figuresOf(aRun({ board: [sample(0, 1, 0), sample(2000, 5)] })));
  for (const { at, lines } of charts) for (const { values } of lines) expect(values).toHaveLength(at.length);
});

it('leaves a gap in the age while the store cannot be read', () => {
  const charts = chartsOf(figuresOf(aRun({ board: [sample(0, 1, 4), sample(2000, 5)] })));
  const ages = charts.find(({ title }) => title.startsWith('Age'));
  expect(ages?.lines[0]?.values).toEqual([4, null]);
});

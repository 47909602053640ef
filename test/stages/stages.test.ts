import { readFileSync } from 'node:fs';
import { configFor } from '../../lib/config.ts';
import { differences } from './differences.ts';
import { PAGE, withTable } from './markdown.ts';
import { rows } from './rows.ts';

const found = differences();
const covered = rows.flatMap(({ covers }) => covers);

describe('the table of stages', () => {
  it('is in docs/stages.md: fails if "npm run stages" was not run', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toBe(withTable(page));
  });

  it('has a row for each difference of the templates', () => {
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((difference) => !covered.some((beginning) => difference.startsWith(beginning)))).toEqual([]);
  });

  it('names no difference that the templates do not have', () => {
    expect(covered.filter((beginning) => !found.some((difference) => difference.startsWith(beginning)))).toEqual([]);
  });

  it.each(rows)('gives another value for each stage: $what', ({ valueIn }) => {
    expect(valueIn(configFor('dev'))).not.toBe(valueIn(configFor('prod')));
  });
});

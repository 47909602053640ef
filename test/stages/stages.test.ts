import { readFileSync } from 'node:fs';
import { work } from '../../lambda/product/index.ts';
import { configFor } from '../../lib/config.ts';
import { differences } from './differences.ts';
import { PAGE, withTable } from './markdown.ts';
import { rows } from './rows.ts';

const found = differences();
const covered = rows.flatMap(({ covers }) => covers);
/** The variables of the product's work, and the time that it needs: no row has their values, because a team replaces the product. */
const ofProduct = [...work.variables, 'RECORD_MILLISECONDS'].map(
  (name) => `AWS::Lambda::Function Environment.Variables.${name}`,
);

describe('the table of stages', () => {
  it('is in docs/stages.md: fails if "npm run stages" was not run', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toBe(withTable(page));
  });

  it('has a row for each difference of the templates, except for those of the product', () => {
    expect(found.length).toBeGreaterThan(20);
    const rest = found.filter((difference) => !ofProduct.includes(difference));
    expect(rest.filter((difference) => !covered.some((beginning) => difference.startsWith(beginning)))).toEqual([]);
  });

  it('names no difference that the templates do not have', () => {
    expect(covered.filter((beginning) => !found.some((difference) => difference.startsWith(beginning)))).toEqual([]);
  });

  it.each(rows)('gives another value for each stage: $what', ({ valueIn }) => {
    expect(valueIn(configFor('dev'))).not.toBe(valueIn(configFor('prod')));
  });
});

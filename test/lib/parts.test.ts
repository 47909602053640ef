import type { Template } from 'aws-cdk-lib/assertions';
import { configFor } from '../../lib/config.ts';
import { type Part, withoutOf } from '../../lib/parts.ts';
import { templatesFor } from '../support/synth.ts';

const textOf = (given: string, stage = 'dev'): string => {
  const templates = templatesFor(configFor(stage, { without: given }));
  return Object.values(templates)
    .map((template: Template) => JSON.stringify(template.toJSON()))
    .join('\n');
};

/** What the templates do not name without a part. */
const traces: Readonly<Record<Part, RegExp>> = {
  tabs: /Tabs|TABS_|\.fifo|tabs-/,
  pickups: /Pickups|PICKUPS_|pickups-/,
  imports: /Imports|Importer|IMPORTS_|imports-/,
  board: /board\.json|boardKey|index\/board|dynamodb:Query/,
};

describe.each(['dev', 'prod'])('the stacks of %s', (stage) => {
  it.each(Object.entries(traces))('have %s', (_part, trace) => {
    expect(textOf('', stage)).toMatch(trace);
  });

  it.each(Object.entries(traces))(
    'name nothing of %s in a shop that does without it, and keep every other part',
    (part, trace) => {
      const text = textOf(part, stage);
      expect(trace.exec(text)?.[0]).toBeUndefined();
      for (const [other, otherTrace] of Object.entries(traces)) if (other !== part) expect(text).toMatch(otherTrace);
    },
  );
});

it('have none of the parts in a shop that does without all of them', () => {
  const text = textOf('tabs,pickups,imports,board', 'prod');
  for (const trace of Object.values(traces)) expect(trace.exec(text)?.[0]).toBeUndefined();
});

it('takes the names of parts with commas and spaces, and no name for a whole shop', () => {
  expect(withoutOf('tabs, imports')).toEqual(['tabs', 'imports']);
  expect(withoutOf('')).toEqual([]);
  expect(withoutOf(undefined)).toEqual([]);
});

it('refuses the name of something that is no part', () => {
  expect(() => configFor('dev', { without: 'tabs,orders' })).toThrow(
    "-c without should be names of tabs, pickups, imports, board with commas, or empty, got 'orders'",
  );
});

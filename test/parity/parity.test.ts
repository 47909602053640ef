import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../journey/support/target.ts';
import { parityPage } from './markdown.ts';
import { behaviours } from './table.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const rows = Object.entries(behaviours);

describe('the table of parity', () => {
  it('is what docs/parity.md says: fails if "npm run parity" was not run', () => {
    expect(read('docs/parity.md')).toBe(parityPage());
  });

  it.each(rows)('names an existing test file for %s', (_name, { test }) => {
    expect(existsSync(join(ROOT, test))).toBe(true);
  });

  const apart = rows.filter(([, { local, localstack, aws }]) =>
    [local, localstack, aws].some(({ kind }) => kind !== 'documented'),
  );
  it.each(apart)('is read by the test of %s, which differs or is missing on a target', (name, { test }) => {
    expect(read(test)).toContain(`itOf('${name}')`);
  });
});

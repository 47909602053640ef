// npm run stages: writes the table of docs/stages.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFor } from '../../lib/config.ts';
import { stageNames } from '../../lib/stage-names.ts';
import { ROOT } from '../journey/support/target.ts';
import { rows } from './rows.ts';

export const PAGE = join(ROOT, 'docs', 'stages.md');

const MARKS = ['<!-- npm run stages writes this table -->', '<!-- end of the table -->'] as const;

/** The page with the table of the stages between its marks. */
export const withTable = (page: string): string => {
  const [before = '', rest = ''] = page.split(MARKS[0]);
  const [, after = ''] = rest.split(MARKS[1]);
  const configs = stageNames.map((name) => configFor(name));
  const cells = rows.map(({ what, valueIn }) => [what, ...configs.map(valueIn)]);
  const heads = ['', ...stageNames.map((name) => `\`${name}\``)];
  const lines = [heads, heads.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`);
  return `${before}${MARKS[0]}\n\n${lines.join('\n')}\n\n${MARKS[1]}${after}`;
};

if (import.meta.main) writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8')));

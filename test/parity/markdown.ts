// npm run parity: writes docs/parity.md from the table.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, targetKinds } from '../journey/support/target.ts';
import { behaviours, type Standing, unseen } from './table.ts';

const INTRODUCTION = `# Parity

What the suites in \`test/journey/\` and \`test/conformance/\` ask of each target, and how the target stands to what AWS documents.
Written by \`npm run parity\` from \`test/parity/table.ts\`, by which the suites themselves go: what is said to differ has to fail
there, so that a difference that is gone is found out, and what is not there is skipped, by name.

- **local** is the shop of \`npm start\`; \`npm test\` runs the suite on it.
- **localstack** is LocalStack 4.14.0; \`npm run test:localstack\` deploys the stacks to it and runs the suite.
- **aws** is a stage in an AWS account; \`npm run test:aws -- --stage dev\` runs the suite on it. Its column is what AWS documents;
  where a run shows otherwise, the table is to say so.
`;

const cell = (standing: Standing): string => {
  if (standing.kind === 'documented') return `as AWS documents${standing.with ? `, with ${standing.with}` : ''}`;
  return standing.kind === 'differs' ? `differs: ${standing.how}` : `not there: ${standing.why}`;
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');

/** The page `docs/parity.md`. */
export const parityPage = (): string => {
  const rows = Object.values(behaviours).map(({ behaviour, test, ...standings }) => [
    `${behaviour} (\`${test}\`)`,
    ...targetKinds.map((kind) => cell(standings[kind])),
  ]);
  return [
    INTRODUCTION,
    table(['behaviour', ...targetKinds], rows),
    '\n## What the suite does not ask\n\nThe stacks declare it, and no journey shows it; it was found when the targets were set up.\n',
    table(
      ['declared', 'target', 'there'],
      unseen.map(({ declared, target, standing }) => [declared, target, cell(standing)]),
    ),
    '',
  ].join('\n');
};

if (import.meta.main) writeFileSync(join(ROOT, 'docs', 'parity.md'), parityPage());

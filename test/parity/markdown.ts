// npm run parity: writes docs/parity.md from the table.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, targetKinds } from '../journey/support/target.ts';
import { behaviours, type Standing, unseen } from './table.ts';

const INTRODUCTION = `# Parity

This page lists the behaviours that \`test/journey/\` and \`test/conformance/\` test, and how each target differs from the documentation
of AWS. \`npm run parity\` writes it from \`test/parity/table.ts\`. The tests read the same table. A test of a behaviour that *differs* must
fail on that target, so that the table stays correct. A test of a behaviour that is *missing* is skipped by name.

- **local** is the local shop of \`npm start\`. \`npm test\` runs both suites on it.
- **localstack** is LocalStack 4.14.0. \`npm run test:localstack\` deploys the stacks to it and runs both suites.
- **aws** is a stage in an AWS account. \`npm run test:aws -- --stage dev\` runs the journeys on it. The conformance suite does not run
  there, so its rows state what AWS documents. Correct the table if a run shows another behaviour.
`;

const cell = (standing: Standing): string => {
  if (standing.kind === 'documented') return `as AWS documents${standing.with ? `, with ${standing.with}` : ''}`;
  return standing.kind === 'differs' ? `differs: ${standing.how}` : `missing: ${standing.why}`;
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
    '\n## Differences that no suite tests\n\nNo suite tests these features of the stacks. The differences were found when the targets were set up.\n',
    table(
      ['declared', 'target', 'standing', 'test of the template'],
      unseen.map(({ declared, target, standing, template }) => [
        declared,
        target,
        cell(standing),
        template ? `\`${template}\`` : '',
      ]),
    ),
    '',
  ].join('\n');
};

if (import.meta.main) writeFileSync(join(ROOT, 'docs', 'parity.md'), parityPage());

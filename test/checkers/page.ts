// npm run suppressions: writes docs/checks.md from lib/suppressions.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Suppression, stagesOf, suppressions } from '../../lib/suppressions.ts';

const INTRODUCTION = `# Checks of the templates

Three programs check the templates of both stages:

| checker | runs in | stops |
| --- | --- | --- |
| [cdk-nag](https://github.com/cdklabs/cdk-nag), rules AwsSolutions | \`npm run synth\`, each deployment, \`npm test\` | the synthesis |
| [cfn-lint](https://github.com/aws-cloudformation/cfn-lint) | \`npm run check:templates\`, \`.ci/checks templates\` | the command |
| [checkov](https://www.checkov.io) | \`npm run check:templates\`, \`.ci/checks templates\` | the command |

They also check both stages with \`-c compute=containers\`. A finding of any severity is an error, unless \`lib/suppressions.ts\`
lists it. \`npm start\` runs no checker.

\`.ci/checks templates\` installs the versions of \`.ci/checkers.txt\` in a Python virtual environment. \`npm run check:templates\`
uses the programs on the PATH. If a checker is missing or has another version, it prints in a box that the checker did not run.

## Suppressions

A suppression names a check, the resources and the reason. The checks fail if a suppression matches no finding in one of its
stages. Then remove it, or name the stages that still need it. \`npm run suppressions\` writes this page from \`lib/suppressions.ts\`.
`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const resourcesOf = ({ type, under, about }: Suppression): string =>
  [`\`${type}\``, ...(under ? [`under ${under}`] : []), ...(about ? ['(one finding)'] : [])].join(' ');

/** The page `docs/checks.md`. */
export const checksPage = (): string => {
  const heads = ['checker', 'check', 'resources', 'stages', 'reason'];
  const rows = suppressions.map((each) => [
    each.checker,
    each.check,
    resourcesOf(each),
    `${stagesOf(each).join(', ')}${each.compute === 'containers' ? ', in containers' : ''}`,
    each.reason,
  ]);
  return [INTRODUCTION, row(heads), row(heads.map(() => '---')), ...rows.map(row), ''].join('\n');
};

if (import.meta.main) writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'checks.md'), checksPage());

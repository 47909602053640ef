import { permits } from '../../template/grants.ts';
import { grantsOf, type Privilege, unseenOf } from './compare.ts';
import type { Stage } from './stage.ts';
import { type Unseen, wider } from './unseen.ts';

const INTRODUCTION = `# Privileges

This page lists what the role of each function permits, and what uses each permission. \`npm run privileges\` writes it from the
templates.

The test \`local/test/privileges.test.ts\` takes an order along every path on a local shop. Each function has its own access key there,
so \`GET /_local/calls\` lists the calls of each function. The test fails if a role permits an action or a resource that its function
does not use. It also fails if a function uses one that its role does not permit, and so does every file of \`test/journey/\` on
the local shop. \`simulation/test/privileges.test.ts\` compares the calls in simulated shops with the roles.

- **called**: the function calls the action on this resource in the test.
- A link: no call on the local shop needs this permission. The page behind the link says why AWS needs it.

A resource is the path of its construct. No role has a managed policy. A wildcard is used only where no template can hold a name.
`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');

/** The page `docs/privileges.md`. */
export const privilegesPage = ({ dev, prod }: { readonly dev: Stage; readonly prod: Stage }): string => {
  const inDev = new Set(grantsOf(dev).map(keyOf));
  const more = grantsOf(prod).filter((grant) => !inDev.has(keyOf(grant)));
  return [
    INTRODUCTION,
    ...dev.functions.map(({ name }) => sectionOf(name, tableOf(dev, grantsOf(dev), name))),
    '## The stage prod',
    '',
    more.length === 0
      ? 'The roles of `prod` permit the same as those of `dev`.'
      : `The roles of \`prod\` also permit:\n\n${tableOf(prod, more)}`,
    '',
  ].join('\n');
};

const keyOf = ({ function: name, action, resource }: Privilege): string => [name, action, resource].join(' ');

const sectionOf = (name: string, body: string): string => `## ${name}\n\n${body}\n`;

/** One row for each action and each use of it. */
const tableOf = (stage: Stage, grants: readonly Privilege[], name?: string): string => {
  const unseen = unseenOf(stage);
  const rows = new Map<string, { readonly cells: readonly string[]; readonly resources: string[] }>();
  for (const grant of grants.filter((candidate) => name === undefined || candidate.function === name)) {
    const cells = [...(name === undefined ? [grant.function] : []), escapeStars(grant.action), useOf(grant, unseen)];
    const key = cells.join(' ');
    const { resources } = rows.get(key) ?? { resources: [] };
    rows.set(key, { cells, resources: [...resources, escapeStars(grant.resource)] });
  }
  const heads = [...(name === undefined ? ['function'] : []), 'action', 'used by', 'resources'];
  return table(
    heads,
    [...rows.values()]
      .map(({ cells, resources }) => [...cells, [...new Set(resources)].toSorted().join(', ')])
      .toSorted(),
  );
};

const escapeStars = (text: string): string => text.replaceAll('*', String.raw`\*`);

const useOf = (grant: Privilege, unseen: readonly Unseen[]): string => {
  const wide = wider.find((rule) => permits(rule, grant));
  const found = wide ?? unseen.find((use) => keyOf(use) === keyOf(grant));
  return found ? `[${found.why}](${found.source})` : 'called';
};

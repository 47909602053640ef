import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Manifest = { readonly dependencies: Readonly<Record<string, string>>; readonly workspaces?: readonly string[] };

const manifest = (...path: readonly string[]): Manifest =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', ...path, 'package.json'), 'utf8'));

const root = manifest('..');
const bench = manifest();

it('gives the peers the version of the SDK that our functions have', () => {
  const shared = Object.keys(bench.dependencies).filter((name) => name in root.dependencies);
  expect(shared).toContain('@aws-sdk/client-dynamodb');
  expect(shared.map((name) => `${name} ${bench.dependencies[name]}`)).toEqual(
    shared.map((name) => `${name} ${root.dependencies[name]}`),
  );
});

it('is no workspace, so the installation of the checkout leaves the peers out', () => {
  expect(root.workspaces).not.toContain('bench');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of a package that the bench has installed. */
export const versionOf = (name: string): string => {
  const file = join(import.meta.dirname, 'node_modules', name, 'package.json');
  const { version }: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
};

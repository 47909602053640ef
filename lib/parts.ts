import { type Part, parts } from '../lambda/openapi/parts.ts';

export type { Part };

/**
 * The parts that a shop does without: `without` in the context of `cdk.json`, or `-c without=tabs,imports` for one deployment.
 *
 * @throws Error when it names another part
 */
export const withoutOf = (given: unknown): readonly Part[] => {
  const names = String(given ?? '')
    .split(',')
    .map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== '').map(partNamed))];
};

const partNamed = (given: string): Part => {
  const found = parts.find((part) => part === given);
  if (found) return found;
  throw new Error(`-c without should be names of ${parts.join(', ')} with commas, or empty, got '${given}'`);
};

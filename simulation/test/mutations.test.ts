import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { searchMutation } from '../mutations/mutate.ts';
import { type Mutation, mutations } from '../mutations/mutations.ts';

const ROOT = join(__dirname, '..', '..');

it.each(mutations.map((mutation): [string, Mutation] => [mutation.name, mutation]))(
  'occurs once in the code: %s',
  (_name, { file, find }) => {
    expect(readFileSync(join(ROOT, file), 'utf8').split(find)).toHaveLength(2);
  },
);

it.each(['a failed record is acknowledged', 'no lease check', 'a failed record does not block its tab'])(
  'finds the mutation: %s',
  async (name) => {
    const mutation = mutations.find((candidate) => candidate.name === name);
    const found = mutation && (await searchMutation(mutation));
    expect(found?.violation.promise).toBe(mutation?.promise);
    expect(found?.steps.length).toBeGreaterThan(0);
  },
);

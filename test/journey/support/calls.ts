import * as v from 'valibot';
import type { Target } from './target.ts';

const callsSchema = v.array(
  v.object({ function: v.string(), action: v.string(), resource: v.string(), granted: v.boolean() }),
);
export type RecordedCall = v.InferOutput<typeof callsSchema>[number];

/** The different calls of the functions of a local shop, and whether their roles permit them. */
export const callsOf = async ({ url }: Pick<Target, 'url'>): Promise<RecordedCall[]> =>
  v.parse(callsSchema, await (await fetch(`${url}/_local/calls`)).json());

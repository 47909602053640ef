import * as v from 'valibot';

const errorSchema = v.object({
  name: v.string(),
  message: v.string(),
  cause: v.optional(v.object({ code: v.optional(v.string()) })),
});

/** What an error of `fetch` says: no answer in its time, or the code of a network error, which `fetch` hides in the cause. */
export const networkErrorOf = (error: unknown, milliseconds: number): string => {
  const parsed = v.safeParse(errorSchema, error);
  if (!parsed.success) return String(error);
  const { name, message, cause } = parsed.output;
  return name === 'TimeoutError' ? `no answer in ${milliseconds / 1000} s` : (cause?.code ?? message);
};

import * as v from 'valibot';

const faultSchema = v.object({ pointer: v.string(), detail: v.string() });
export type Fault = v.InferOutput<typeof faultSchema>;

const problemSchema = v.object({
  title: v.optional(v.string(), ''),
  detail: v.optional(v.string(), ''),
  errors: v.optional(v.array(faultSchema), []),
});

/** A problem document: its sentence, and a fault for each field that the shop refuses. */
export type Problem = { readonly detail: string; readonly faults: readonly Fault[] };

export const parseProblem = (body: unknown): Problem => {
  const parsed = v.safeParse(problemSchema, body);
  if (!parsed.success) return { detail: '', faults: [] };
  const { title, detail, errors } = parsed.output;
  return { detail: detail || title, faults: errors };
};

/** The pointer of the field that holds a fault: `/lines/0/extras` for `/lines/0/extras/1`. Nothing if the form has no such field. */
export const fieldPointer = (pointer: string, fields: readonly string[]): string | undefined => {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const candidate = pointer.slice(0, end);
    if (fields.includes(candidate)) return candidate;
  }
  return undefined;
};

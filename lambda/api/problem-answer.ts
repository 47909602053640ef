import * as v from 'valibot';

const faultSchema = v.object({
  pointer: v.pipe(v.string(), v.description('The place of the fault in the body, as a JSON pointer (RFC 6901).')),
  detail: v.pipe(v.string(), v.description('The expected and the received value.')),
});

/** The body of a problem document (RFC 9457). No function imports the schema: it describes the API and checks answers in tests. */
export const problemAnswerSchema = v.object({
  type: v.pipe(v.string(), v.description('The code of the problem after `urn:orderboard:problem:`.')),
  title: v.string(),
  detail: v.pipe(v.string(), v.description('A sentence with the expected and the received value.')),
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  errors: v.exactOptional(v.pipe(v.array(faultSchema), v.description('Every fault of an invalid order, up to 20.'))),
  missing: v.exactOptional(v.pipe(v.array(v.string()), v.description('The parts of the board that were not read.'))),
});

export type ProblemAnswer = AnswerOf<typeof problemAnswerSchema>;

/** The values that a schema of an answer accepts. They are read-only. */
export type AnswerOf<Schema extends v.GenericSchema> = ReadonlyDeep<v.InferOutput<Schema>>;
type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T;

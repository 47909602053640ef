import * as v from 'valibot';

/** The function that a thread runs. The thread gets it as `workerData`. */
export const definitionSchema = v.object({
  physicalName: v.string(),
  arn: v.string(),
  modulePath: v.string(),
  exportName: v.string(),
  timeoutSeconds: v.number(),
  memoryMegabytes: v.number(),
});
export type FunctionDefinition = Readonly<v.InferOutput<typeof definitionSchema>>;

/** An event for the thread. `deadline` is in milliseconds since the epoch. */
export const eventSchema = v.object({ event: v.unknown(), deadline: v.number() });

const invocationSchema = v.variant('kind', [
  v.object({ kind: v.literal('answered'), value: v.unknown() }),
  v.object({ kind: v.literal('failed'), error: v.object({ errorType: v.string(), errorMessage: v.string() }) }),
]);

/** The outcome of an invocation. Lambda reports an error of the function in this form. */
export type Invocation = Readonly<v.InferOutput<typeof invocationSchema>>;
export type FailedInvocation = Extract<Invocation, { kind: 'failed' }>;

/** What the thread sends when it has loaded the function, and later: lines that it logged, and the outcome of an invocation. */
export const reportSchema = v.object({
  lines: v.array(v.object({ level: v.string(), message: v.unknown() })),
  invocation: v.optional(invocationSchema),
});
export type Report = v.InferOutput<typeof reportSchema>;

import { MessagePort } from 'node:worker_threads';
import * as v from 'valibot';

/** The function that a thread runs. */
export const definitionSchema = v.object({
  physicalName: v.string(),
  arn: v.string(),
  modulePath: v.string(),
  exportName: v.string(),
  timeoutSeconds: v.number(),
  memoryMegabytes: v.number(),
});
export type FunctionDefinition = Readonly<v.InferOutput<typeof definitionSchema>>;

/** How a thread asks for the fault of an order that its function prepares. `active` is 0 while no fault is set. */
const workLinkSchema = v.object({
  channel: v.string(),
  active: v.instance(SharedArrayBuffer),
  port: v.instance(MessagePort),
});
export type WorkLink = v.InferOutput<typeof workLinkSchema>;

/** The `workerData` of a thread. */
export const threadDataSchema = v.object({ ...definitionSchema.entries, work: v.optional(workLinkSchema) });

/** An event for the thread. `deadline` is in milliseconds since the epoch. */
export const eventSchema = v.object({ event: v.unknown(), deadline: v.number() });

const invocationSchema = v.variant('kind', [
  v.object({ kind: v.literal('answered'), value: v.unknown() }),
  v.object({ kind: v.literal('failed'), error: v.object({ errorType: v.string(), errorMessage: v.string() }) }),
]);

/** The outcome of an invocation. Lambda reports an error of the function in this form. */
export type Invocation = Readonly<v.InferOutput<typeof invocationSchema>>;
export type FailedInvocation = Extract<Invocation, { kind: 'failed' }>;

/**
 * What the thread sends when it has loaded the function, and later: lines that it logged, and the outcome of an invocation.
 * `time` is in milliseconds since the epoch.
 */
export const reportSchema = v.object({
  lines: v.array(v.object({ level: v.string(), message: v.unknown(), time: v.number() })),
  invocation: v.optional(invocationSchema),
});
export type Report = v.InferOutput<typeof reportSchema>;

import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';

const functionSchema = v.object({
  physicalName: v.string(),
  arn: v.string(),
  modulePath: v.string(),
  exportName: v.string(),
  memoryMegabytes: v.number(),
});
const invocationSchema = v.object({ event: v.unknown(), deadline: v.number() });

const isHandler = (value: unknown): value is (event: unknown, context: unknown) => unknown =>
  typeof value === 'function';

const port = parentPort;
if (!port) throw new Error('this runs a function: it is started as a thread');
const declaration = v.parse(functionSchema, workerData);

const FLUSH_MILLISECONDS = 10;
const lines: { readonly level: string; readonly message: unknown }[] = [];
let flushing: NodeJS.Timeout | undefined;

/** Lines go out together, with the answer or a moment after they were written: a message between threads each costs more than the line. */
const flush = (): void => {
  clearTimeout(flushing);
  flushing = undefined;
  if (lines.length > 0) port.postMessage({ kind: 'log', lines: lines.splice(0) });
};

// Lambda's JSON log format takes what a function writes to the console apart by level.
for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const)
  console[level] = (...message: unknown[]) => {
    lines.push({ level, message: message.length === 1 ? message[0] : message });
    flushing ??= setTimeout(flush, FLUSH_MILLISECONDS);
  };

const context = (deadline: number) => ({
  functionName: declaration.physicalName,
  functionVersion: '$LATEST',
  invokedFunctionArn: declaration.arn,
  memoryLimitInMB: String(declaration.memoryMegabytes),
  awsRequestId: randomUUID(),
  getRemainingTimeInMillis: () => deadline - Date.now(),
});

const loaded: Readonly<Record<string, unknown>> = await import(declaration.modulePath);
const handler = loaded[declaration.exportName];
if (!isHandler(handler))
  throw new Error(`${declaration.modulePath} should export a function '${declaration.exportName}'`);

const invoke = async (message: unknown): Promise<void> => {
  try {
    const { event, deadline } = v.parse(invocationSchema, message);
    const value = await handler(event, context(deadline));
    port.postMessage({ kind: 'answered', value, lines: lines.splice(0) });
  } catch (error) {
    const [errorType, errorMessage] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
    port.postMessage({ kind: 'failed', errorType, errorMessage });
  }
};

port.on('message', (message: unknown) => void invoke(message));
port.postMessage({ kind: 'ready' });

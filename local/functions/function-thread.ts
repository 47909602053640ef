import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { eventSchema, type Invocation, type Report, threadDataSchema } from './thread-messages.ts';
import { injectWorkFaults } from './work-faults.ts';

const isHandler = (value: unknown): value is (event: unknown, context: unknown) => unknown =>
  typeof value === 'function';

const port = parentPort;
if (!port) throw new Error('function-thread.ts should run as a worker thread, got the main thread');
const { work, ...definition } = v.parse(threadDataSchema, workerData);

const FLUSH_MILLISECONDS = 10;
const lines: Report['lines'] = [];
let flushing: NodeJS.Timeout | undefined;

/** Sends lines in groups: a message between threads costs more than a line. */
const flush = (): void => {
  clearTimeout(flushing);
  flushing = undefined;
  if (lines.length > 0) port.postMessage({ lines: lines.splice(0) } satisfies Report);
};

// Lambda's JSON log format distinguishes the console's methods by level.
for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const)
  console[level] = (...message: unknown[]) => {
    lines.push({ level, message: message.length === 1 ? message[0] : message, time: Date.now() });
    flushing ??= setTimeout(flush, FLUSH_MILLISECONDS);
  };

let deadline = 0;
const remainingMilliseconds = (): number => deadline - Date.now();
if (work) injectWorkFaults(work, remainingMilliseconds);

const createContext = () => ({
  functionName: definition.physicalName,
  functionVersion: '$LATEST',
  invokedFunctionArn: definition.arn,
  memoryLimitInMB: String(definition.memoryMegabytes),
  awsRequestId: randomUUID(),
  getRemainingTimeInMillis: remainingMilliseconds,
});

const loaded: Readonly<Record<string, unknown>> = await import(pathToFileURL(definition.modulePath).href);
const handler = loaded[definition.exportName];
if (!isHandler(handler))
  throw new Error(`${definition.modulePath} should export a function '${definition.exportName}', got ${handler}`);

const invoke = async (message: unknown): Promise<Invocation> => {
  try {
    const invoked = v.parse(eventSchema, message);
    deadline = invoked.deadline; // an instance works one event at a time
    return { kind: 'answered', value: await handler(invoked.event, createContext()) };
  } catch (error) {
    const [errorType, errorMessage] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
    return { kind: 'failed', error: { errorType, errorMessage } };
  }
};

port.postMessage({ lines: lines.splice(0) } satisfies Report); // the module is loaded
port.on('message', async (message: unknown) => {
  const invocation = await invoke(message);
  port.postMessage({ lines: lines.splice(0), invocation } satisfies Report);
});

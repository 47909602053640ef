import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

const messageSchema = v.object({
  id: v.optional(v.number()),
  method: v.optional(v.string()),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
  result: v.optional(v.unknown()),
});
type Message = v.InferOutput<typeof messageSchema>;

const attachedSchema = v.object({ sessionId: v.string() });
const fromThreadSchema = v.object({ sessionId: v.string(), message: v.string() });
const scriptSchema = v.object({ url: v.string() });
const place = v.object({ lineNumber: v.number(), columnNumber: v.number() });
const pausedSchema = v.object({ callFrames: v.array(v.object({ location: place })) });

/** An event of one thread of the debugged process. */
export type ThreadEvent = { readonly sessionId: string; readonly method: string; readonly params: Message['params'] };

export type ThreadDebugger = {
  /** Sends a command to a thread and returns its result. */
  send(sessionId: string, method: string, params?: object): Promise<unknown>;
  /** Waits for an event of any thread, which can be an earlier one. */
  event(isWanted: (event: ThreadEvent) => boolean): Promise<ThreadEvent>;
  close(): void;
};

/** Attaches to all threads of a process over the inspector's protocol, as VS Code does. */
export const attachToThreads = async (url: string): Promise<ThreadDebugger> => {
  const socket = new WebSocket(url);
  const answers = new Map<string, (result: unknown) => void>();
  const events: ThreadEvent[] = [];
  const waiting = new Set<() => void>();
  let lastId = 0;

  const send = (sessionId: string, method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++lastId;
      answers.set(`${sessionId} ${id}`, resolve);
      const message = JSON.stringify({ id, method, params });
      const forThread = { method: 'NodeWorker.sendMessageToWorker', params: { sessionId, message } };
      socket.send(JSON.stringify({ id, ...forThread }));
    });

  const readFromThread = ({ sessionId, message }: v.InferOutput<typeof fromThreadSchema>): void => {
    const { id, method, params, result } = v.parse(messageSchema, JSON.parse(message));
    if (id !== undefined) answers.get(`${sessionId} ${id}`)?.(result);
    if (method === undefined) return;
    events.push({ sessionId, method, params });
    for (const look of waiting) look();
  };

  socket.addEventListener('message', ({ data }) => {
    const { method, params } = v.parse(messageSchema, JSON.parse(String(data)));
    if (method === 'NodeWorker.attachedToWorker')
      void send(v.parse(attachedSchema, params).sessionId, 'Debugger.enable');
    if (method === 'NodeWorker.receivedMessageFromWorker') readFromThread(v.parse(fromThreadSchema, params));
  });
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve);
  });
  socket.send(JSON.stringify({ id: 0, method: 'NodeWorker.enable', params: { waitForDebuggerOnStart: false } }));

  const event: ThreadDebugger['event'] = (isWanted) =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = events.find(isWanted);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { send, event, close: () => socket.close() };
};

/** The URL of the script of an event that tells of a parsed script. */
export const scriptUrl = ({ method, params }: ThreadEvent): string | undefined =>
  method === 'Debugger.scriptParsed' ? v.parse(scriptSchema, params).url : undefined;

/** The source in which a thread is paused, by the source map of its bundle. */
export const pausedIn = ({ method, params }: ThreadEvent, bundleUrl: string): string | undefined => {
  if (method !== 'Debugger.paused') return undefined;
  const [frame] = v.parse(pausedSchema, params).callFrames;
  if (!frame) return undefined;
  const entry = readMap(bundleUrl).findEntry(frame.location.lineNumber, frame.location.columnNumber);
  return 'originalSource' in entry ? entry.originalSource : undefined;
};

/** Where a line of a source is in a bundle, by its source map. Lines and columns begin at 0, as in the protocol. */
export const placeInBundle = (bundleUrl: string, source: string, line: number) => {
  const map = readMap(bundleUrl);
  const rows = readFileSync(fileURLToPath(bundleUrl), 'utf8').split('\n');
  for (const [lineNumber, row] of rows.entries())
    for (let columnNumber = 0; columnNumber < row.length; columnNumber++) {
      const entry = map.findEntry(lineNumber, columnNumber);
      if ('originalSource' in entry && entry.originalSource.endsWith(source) && entry.originalLine === line)
        return { lineNumber, columnNumber: entry.generatedColumn };
    }
  throw new Error(`${bundleUrl} should contain ${source}:${line + 1}, got no such line in its source map`);
};

const readMap = (bundleUrl: string): SourceMap =>
  new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(bundleUrl)}.map`, 'utf8')));

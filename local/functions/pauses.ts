import inspector, { Session } from 'node:inspector';
import * as v from 'valibot';

const HOST = '127.0.0.1';

export type PauseListener = { onPause(): void; onResume(): void };

/** Tells when a debugger pauses a thread, and when the thread goes on. */
export type Pauses = {
  listen(threadId: number, listener: PauseListener): void;
  /** Lets a thread go on that is about to end. A paused thread would never end. */
  release(threadId: number): void;
};

/**
 * Opens the debugger for this process and all of its threads. VS Code opens one itself in a process that it starts. No thread stays
 * paused after the abort of the signal.
 */
export const openDebugger = (port: number, signal: AbortSignal): Pauses => {
  if (inspector.url() === undefined) inspector.open(port, HOST);
  return followPauses(signal);
};

/** A title is `[worker <thread id>] <name>`. The `workerId` beside it is not the thread id: it counts threads as they attach. */
const titleSchema = v.pipe(
  v.string(),
  v.transform((title) => title.match(/^\[worker (\d+)\]/)?.[1]),
  v.string(),
);
const attachedSchema = v.object({ sessionId: v.string(), workerInfo: v.object({ title: titleSchema }) });
const messageSchema = v.object({
  sessionId: v.string(),
  message: v.pipe(v.string(), v.parseJson(), v.object({ method: v.optional(v.string()) })),
});

/** Follows the debugger of every thread: a session of its own hears of the pauses that another session causes. */
const followPauses = (signal: AbortSignal): Pauses => {
  const listeners = new Map<string, PauseListener>();
  const threads = new Map<string, string>(); // by session
  const session = new Session();
  session.connect();

  const send = (sessionId: string, method: string, params: object = {}): void =>
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: 1, method, params }) });

  session.on('NodeWorker.attachedToWorker', ({ params }) => {
    const { sessionId, workerInfo } = v.parse(attachedSchema, params);
    threads.set(sessionId, workerInfo.title);
    send(sessionId, 'Debugger.enable');
  });
  session.on('NodeWorker.detachedFromWorker', ({ params }) => threads.delete(params.sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const { sessionId, message } = v.parse(messageSchema, params);
    const listener = listeners.get(threads.get(sessionId) ?? '');
    if (message.method === 'Debugger.paused') listener?.onPause();
    if (message.method === 'Debugger.resumed') listener?.onResume();
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });

  const releaseSessions = (isReleased: (threadId: string) => boolean): void => {
    for (const [sessionId, threadId] of threads) {
      if (!isReleased(threadId)) continue;
      send(sessionId, 'Debugger.setSkipAllPauses', { skip: true });
      send(sessionId, 'Debugger.resume');
    }
  };
  signal.addEventListener('abort', () => releaseSessions(() => true));
  return {
    listen: (threadId, listener) => listeners.set(String(threadId), listener),
    release: (threadId) => {
      listeners.delete(String(threadId));
      releaseSessions((id) => id === String(threadId));
    },
  };
};

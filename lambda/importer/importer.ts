import type { SQSRecord } from 'aws-lambda';
import type { BulkOrderQueue } from '../aws/bulk-order-queue.ts';
import type { FoundState, ImportStore } from '../aws/import-store.ts';
import type { SourceQueues } from '../aws/source-queues.ts';
import { ACKNOWLEDGED, type Outcome, type RecordContext, type RecordHandler } from '../batch/record-handler.ts';
import { isError, PermanentError, reasonOf, TransientError } from '../errors.ts';
import { describe, type Log } from '../log.ts';
import { logName } from '../order/identity.ts';
import type { OptionalQueue } from '../order/optional-queues.ts';
import { SAVE_LINES } from './limits.ts';
import { type ImportState, isFinished } from './state.ts';
import { createSteps } from './steps.ts';
import { decodeUpload, type Upload } from './upload.ts';

export type ImporterDeps = {
  readonly store: ImportStore;
  readonly queue: BulkOrderQueue;
  /** The queues that the shop does without. @default none */
  readonly without?: readonly OptionalQueue[];
  readonly setVisibility: SourceQueues['setVisibility'];
  /** The milliseconds until Lambda ends the function. */
  readonly remainingMilliseconds: () => number;
  /** The least milliseconds in which a step begins. */
  readonly stepMilliseconds: number;
  readonly now: () => number;
  readonly log: Log;
};

/** The message stays, and is visible at once: the next invocation goes on where this one stopped. */
const CONTINUED: Outcome = { kind: 'failed', reason: 'continued', blocks: false, seconds: 0 };

const TAKEN = 'import-taken';

/** After a crash the message is visible this long after the function would have ended. */
const MARGIN_SECONDS = 5;

/**
 * Makes orders of an upload, step by step. Its state is saved after some steps, and only if no other delivery has saved since. A
 * repeated step sends the same order ids, of which the barista makes each once.
 */
export function createImporter(deps: ImporterDeps): RecordHandler {
  const { store, setVisibility, remainingMilliseconds, stepMilliseconds, now, log } = deps;

  return async (record, context) => {
    const upload = decodeUpload(record.body);
    if (!upload) return ACKNOWLEDGED; // the test event of a new bucket
    const names = { import: logName(upload.importId), messageId: record.messageId };
    const found = await store.read(upload.importId);
    if (!found) throw new PermanentError('import-unknown', 'the upload should belong to an import, got one without');
    if (isFinished(found.state)) {
      log('info', 'import.repeated', names);
      return ACKNOWLEDGED;
    }
    await showAfterCrash(record);
    return work(upload, { ...found, names, context });
  };

  async function work(upload: Upload, run: FoundState & Run): Promise<Outcome> {
    const { names, context } = run;
    const { begin, workStep } = createSteps(deps);
    let { state: saved, etag } = run;
    let state = saved;
    context.dueAt = Math.max(context.dueAt, Date.parse(saved.updatedAt)); // it succeeded until then
    const save = async (): Promise<void> => {
      if (state === saved) return;
      etag = await saveOver(state, etag);
      const [accepted, refused] = [state.accepted - saved.accepted, state.refused - saved.refused];
      log('info', 'import.saved', { ...names, status: state.status, line: state.line, accepted, refused });
      saved = state;
      context.dueAt = now();
    };
    try {
      state = await failIfPermanent(state, () => begin(upload, state));
      await save(); // the time of the start decides about pick-up times, also after a crash
      while (!isFinished(state)) {
        if (remainingMilliseconds() < stepMilliseconds) {
          await save();
          return CONTINUED;
        }
        state = await failIfPermanent(state, () => workStep(upload, state));
        if (state.line - saved.line >= SAVE_LINES) await save();
      }
      await save();
      return ACKNOWLEDGED;
    } catch (error) {
      if (reasonOf(error) === TAKEN) throw error;
      await save().catch((cause: unknown) => log('warn', 'import.not-saved', { ...names, ...describe(cause) }));
      throw error;
    }
  }

  async function saveOver(state: ImportState, etag: string): Promise<string> {
    const next = await store.save(state, etag);
    if (next === undefined)
      throw new TransientError(TAKEN, 'the import should be worked by one delivery, got another one at work');
    return next;
  }

  /** A fault of the whole file ends the import, and the report tells it. Orders that were sent before are made. */
  async function failIfPermanent(state: ImportState, step: () => Promise<ImportState>): Promise<ImportState> {
    try {
      return await step();
    } catch (error) {
      if (!isError(error) || !(error instanceof PermanentError)) throw error;
      const at = new Date(now()).toISOString();
      const sent = state.accepted > 0 ? `; orders that were accepted before and are made: ${state.accepted}` : '';
      return { ...state, status: 'failed', error: error.message + sent, updatedAt: at, finishedAt: at };
    }
  }

  /** The visibility timeout of the queue covers six invocations. After a crash, the import should not wait for as long. */
  async function showAfterCrash(record: SQSRecord): Promise<void> {
    const seconds = remainingMilliseconds() / 1000 + MARGIN_SECONDS;
    await setVisibility([{ record, seconds }]).catch((error: unknown) =>
      log('warn', 'visibility.not-set', { messageId: record.messageId, ...describe(error) }),
    );
  }
}

type Run = { readonly names: { readonly import: string; readonly messageId: string }; readonly context: RecordContext };

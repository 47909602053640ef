/** Answers the id of an earlier message with the same key, if that one was sent within the last 5 minutes. */
export type Deduplicate = (key: string, messageId: string) => string | undefined;

/** The deduplication of FIFO queues. A key names the queue, the message group and the deduplication id. */
export const createDeduplication = (now: () => number): Deduplicate => {
  const known = new Map<string, { readonly messageId: string; readonly until: number }>();
  return (key, messageId) => {
    const earlier = known.get(key);
    if (earlier && earlier.until > now()) return earlier.messageId;
    known.set(key, { messageId, until: now() + DEDUPLICATION_MILLISECONDS });
    return undefined;
  };
};

const DEDUPLICATION_MILLISECONDS = 5 * 60 * 1000;

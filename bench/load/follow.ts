/** The result of one read of an order. `failed`, such as a 503, says nothing about the order. */
export type Look =
  | { readonly kind: 'record'; readonly status: string; readonly version: number; readonly updatedAt: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed' };

export type FollowDeps = {
  readonly look: (orderId: string) => Promise<Look>;
  /** Milliseconds since the start. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly onProgress: (done: number) => void;
};

const FINAL: ReadonlySet<string> = new Set(['READY', 'COLLECTED', 'CANCELLED', 'STUCK']);
const BATCH = 100;
const AT_ONCE = 10;
const PAUSE_MILLISECONDS = 250;
/** Longer than the visibility timeout, after which the order of a killed barista is made. */
export const QUIET_SECONDS = 120;

/**
 * Reads every accepted order back, oldest first, until it changes no more. Gives up when none of them was done for
 * QUIET_SECONDS, or when the signal stops it. Returns the last look at each order.
 */
export const followOrders = async (
  orderIds: readonly string[],
  { look, now, sleep, onProgress }: FollowDeps,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Look>> => {
  const looks = new Map<string, Look>();
  let waiting = [...orderIds];
  let lastDone = now();
  while (waiting.length > 0 && !signal.aborted && now() - lastDone < 1000 * QUIET_SECONDS) {
    const batch = waiting.slice(0, BATCH);
    await lookAtAll(batch, look, looks);
    const before = waiting.length;
    waiting = waiting.filter((orderId) => !isFinal(looks.get(orderId)));
    if (waiting.length < before) lastDone = now();
    onProgress(orderIds.length - waiting.length);
    if (before - waiting.length < batch.length) await sleep(PAUSE_MILLISECONDS);
  }
  await lookAtAll(waiting, look, looks);
  return looks;
};

const isFinal = (look: Look | undefined): boolean => look?.kind === 'record' && FINAL.has(look.status);

const lookAtAll = async (
  orderIds: readonly string[],
  look: FollowDeps['look'],
  looks: Map<string, Look>,
): Promise<void> => {
  const left = orderIds.values();
  const work = async (): Promise<void> => {
    for (const orderId of left) looks.set(orderId, await look(orderId));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
};

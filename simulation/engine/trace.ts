/** What has happened in a simulation: counts of it always, and its steps where they are asked for. */
export type Trace = {
  /** One step; its line is made where it is kept alone. */
  step(line: () => string): void;
  count(what: string, by?: number): void;
  readonly counts: ReadonlyMap<string, number>;
  readonly steps: readonly string[];
};

const ORDER_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** An order's id, as short as steps show it. */
export const short = (id: string): string => id.slice(0, 8);

/** The order that a body is about, short, if it is about one. */
export const subjectOfBody = (body: string): string => short(ORDER_ID.exec(body)?.[0] ?? '');

/** The order that a command is about, short, if it is about one. */
export const subjectOf = (command: unknown): string => {
  const { Key, Item, MessageBody, PublishBatchRequestEntries } = Object(Object(command).input);
  const [event] = PublishBatchRequestEntries ?? [];
  const orderId = Key?.orderId?.S ?? Item?.orderId?.S;
  return orderId ? short(orderId) : subjectOfBody(String(MessageBody ?? event?.Message ?? Key ?? ''));
};

export const createTrace = ({ now, keeps }: { readonly now: () => number; readonly keeps: boolean }): Trace => {
  const counts = new Map<string, number>();
  const steps: string[] = [];
  const start = now();
  const step = (line: () => string): void => {
    if (keeps) steps.push(`${((now() - start) / 1000).toFixed(3).padStart(10)} s  ${line()}`);
  };
  return {
    counts,
    steps,
    step,
    count: (what, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by),
  };
};

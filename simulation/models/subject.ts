const ORDER_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** An order id as the steps of a trace show it. */
export const shortId = (orderId: string): string => orderId.slice(0, 8);

/** The short id of the order that a body names; empty if it names none. */
export const subjectOfBody = (body: string): string => shortId(ORDER_ID.exec(body)?.[0] ?? '');

/** The short id of the order that a command of the SDK names; empty if it names none. */
export const subjectOfCommand = (command: unknown): string => {
  const { Key, Item, MessageBody, PublishBatchRequestEntries } = Object(Object(command).input);
  const [event] = PublishBatchRequestEntries ?? [];
  const orderId = Key?.orderId?.S ?? Item?.orderId?.S;
  return orderId ? shortId(orderId) : subjectOfBody(String(MessageBody ?? event?.Message ?? Key ?? ''));
};

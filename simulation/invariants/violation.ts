/** A promise, P1 to P7, that did not hold. `orderId` is empty if it concerns no single order. */
export type Violation = { readonly promise: string; readonly orderId: string; readonly detail: string };

/** Reports a violation. A simulation keeps the first one. */
export type Report = (promise: string, orderId: string, detail: string) => void;

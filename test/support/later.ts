/** Calls back after these milliseconds, as the handlers do. */
export const later = (milliseconds: number, callback: () => void): void => void setTimeout(callback, milliseconds);

import { Failure } from '../failure.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isOrderId = (given: string): boolean => UUID.test(given);

const NUMBER = /^([a-z])-?(\d{4})$/i;

/** A pick-up number as the board shows it, or `undefined` for another text. */
export const numberIn = (given: string): string | undefined => {
  const [, letter, digits] = NUMBER.exec(given.trim()) ?? [];
  return letter && `${letter.toUpperCase()}-${digits}`;
};

/**
 * The path of an order in the API.
 *
 * @throws Failure if the text is no order id. A number is not unique, so it names no order to change.
 */
export const pathOf = (given: string): string => {
  if (isOrderId(given)) return `/orders/${given.toLowerCase()}`;
  const number = numberIn(given);
  const remedy = number === undefined ? '"order place" and "order find" print it' : `see "order find ${number}"`;
  throw new Failure('usage', `the order should be named by its id, a UUID, got '${given}': ${remedy}`);
};

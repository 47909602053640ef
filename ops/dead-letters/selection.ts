import { compile, type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import type { ClaimCheck } from '../../lambda/aws/claim-check.ts';
import { Failure } from '../failure.ts';
import type { Letter } from './letter.ts';

/** Conditions on a letter. All of them must hold. Without any, every letter is selected. */
export type Selection = {
  /** Codes of failures, or `none`. */
  readonly reasons?: readonly string[];
  /** An order id or a pick-up number. */
  readonly order?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly newerThan?: number;
  /** A JMESPath expression over the body. */
  readonly where?: string;
};

export type Select = (letter: Letter) => Promise<boolean>;

export type SelectDeps = {
  /** Reads the body of a claim check. @default - the expression sees the pointer */
  readonly fetchBody: ClaimCheck['fetchBody'] | undefined;
  readonly now: number;
};

/** @throws Failure if the JMESPath expression is invalid */
export const createSelect = (selection: Selection, { fetchBody, now }: SelectDeps): Select => {
  const { reasons, order, olderThan, newerThan } = selection;
  const matches = selection.where === undefined ? undefined : createMatches(selection.where);
  return async (letter) => {
    if (reasons && !reasons.includes(letter.reason)) return false;
    if (order !== undefined && ![letter.order?.orderId, letter.order?.number].includes(order)) return false;
    const age = now - letter.sentAt;
    if (olderThan !== undefined && age < olderThan) return false;
    if (newerThan !== undefined && age >= newerThan) return false;
    if (!matches) return true;
    const body = fetchBody ? await wholeBody(letter.body, fetchBody) : letter.body;
    return body !== undefined && matches(body);
  };
};

/** The body of a claim check that cannot be read matches no expression. */
const wholeBody = (text: string, fetchBody: ClaimCheck['fetchBody']): Promise<string | undefined> =>
  fetchBody(text).then(
    ({ body }) => body,
    (error: unknown) => {
      if (error instanceof Error && error.name === 'PermanentError') return undefined;
      throw error;
    },
  );

const createMatches = (expression: string): ((body: string) => boolean) => {
  const node = compileExpression(expression);
  return (body) => {
    const value = parseJson(body);
    return value !== undefined && isTrue(evaluate(node, value, expression));
  };
};

const compileExpression = (expression: string) => {
  try {
    return compile(expression);
  } catch (error) {
    return refuse(expression, error);
  }
};

const refuse = (expression: string, error: unknown): never => {
  const got = error instanceof Error ? error.message : String(error);
  throw new Failure('usage', `--where should be a JMESPath expression, got '${expression}' (${got})`);
};

/** Errors of the expression itself, which the library throws once it looks at a value. */
const WRONG_EXPRESSION = /^(Unknown function|Invalid arity|Error referencing undefined variable)/;

/** A function that does not take the type of a value matches nothing. @throws Failure if the expression is wrong for every value */
const evaluate = (node: ReturnType<typeof compile>, value: JSONValue, expression: string): JSONValue => {
  try {
    return TreeInterpreter.search(node, value);
  } catch (error) {
    return error instanceof Error && WRONG_EXPRESSION.test(error.message) ? refuse(expression, error) : null;
  }
};

const parseJson = (text: string): JSONValue | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The truth of JMESPath: false, null, and empty texts, lists and objects are false. */
const isTrue = (value: JSONValue): boolean => {
  if (value === null || value === false || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
};

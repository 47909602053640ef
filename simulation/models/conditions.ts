import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  createCache,
  createReader,
  type Item,
  operandOf,
  type Placeholders,
  type Reader,
  readOperands,
} from './expressions.ts';

/** A condition expression: comparisons joined by AND and OR, without nested parentheses. */
export type Condition = (item: Item | undefined, placeholders: Placeholders) => boolean;

export const compileCondition = createCache((expression): Condition => {
  const reader = createReader(expression);
  const groups: Condition[][] = [[readTerm(reader)]];
  for (let joint = reader.take(); joint !== ''; joint = reader.take()) {
    if (joint === 'AND') groups.at(-1)?.push(readTerm(reader));
    else if (joint === 'OR') groups.push([readTerm(reader)]);
    else throw new Error(`expected AND or OR in '${expression}', got '${joint}'`);
  }
  return (item, placeholders) => groups.some((group) => group.every((holds) => holds(item, placeholders)));
});

const readTerm = (reader: Reader): Condition => {
  const first = reader.take();
  if (first === 'attribute_exists' || first === 'attribute_not_exists') {
    const [path] = readOperands(reader);
    const wanted = first === 'attribute_exists';
    return (item, placeholders) => (path?.(item, placeholders) !== undefined) === wanted;
  }
  const left = operandOf(first);
  const operator = reader.take();
  if (operator === 'IN') {
    const options = readOperands(reader);
    return (item, placeholders) => {
      const value = left(item, placeholders);
      return options.some((option) => compare('=', value, option(item, placeholders)));
    };
  }
  const right = operandOf(reader.take());
  return (item, placeholders) => compare(operator, left(item, placeholders), right(item, placeholders));
};

type Scalar = string | number | boolean;

const comparisons: Readonly<Record<string, (a: Scalar, b: Scalar) => boolean>> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** A comparison with a missing attribute, or with one of another type, is false. */
const compare = (operator: string, a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
  const [left, right] = [a && scalarOf(a), b && scalarOf(b)];
  const comparison = comparisons[operator];
  if (!comparison) throw new Error(`the model of DynamoDB should know the operator, got '${operator}'`);
  return left !== undefined && right !== undefined && typeof left === typeof right && comparison(left, right);
};

const scalarOf = (value: AttributeValue): Scalar | undefined =>
  value.N === undefined ? (value.S ?? value.BOOL) : Number(value.N);

import {
  type AttributeValue,
  cached,
  createReader,
  type Item,
  operandOf,
  type Placeholders,
  type Reader,
  readOperands,
} from './expressions.ts';

/** Whether an item meets a condition expression. */
export type Condition = (item: Item | undefined, placeholders: Placeholders) => boolean;

export const compileCondition = cached((expression): Condition => {
  const reader = createReader(expression);
  const condition = readAlternatives(reader);
  reader.expect('');
  return condition;
});

const readAlternatives = (reader: Reader): Condition => {
  const terms = readJoined(reader, 'OR', (inner) => readJoined(inner, 'AND', readTerm).every);
  return terms.some;
};

/** Terms that are joined by one word: whether all hold, and whether one holds. */
const readJoined = (reader: Reader, joint: 'AND' | 'OR', read: (reader: Reader) => Condition) => {
  const terms = [read(reader)];
  while (reader.peek() === joint) {
    reader.take();
    terms.push(read(reader));
  }
  return {
    every: (...given: Parameters<Condition>) => terms.every((holds) => holds(...given)),
    some: (...given: Parameters<Condition>) => terms.some((holds) => holds(...given)),
  };
};

const readTerm = (reader: Reader): Condition => {
  const first = reader.take();
  if (first === '(') {
    const inner = readAlternatives(reader);
    reader.expect(')');
    return inner;
  }
  if (first === 'NOT') {
    const inner = readTerm(reader);
    return (...given) => !inner(...given);
  }
  if (first === 'attribute_exists' || first === 'attribute_not_exists') {
    const [path] = readOperands(reader);
    const wanted = first === 'attribute_exists';
    return (...given) => (path?.(...given) !== undefined) === wanted;
  }
  return readComparison(reader, first);
};

const readComparison = (reader: Reader, first: string): Condition => {
  const left = operandOf(first);
  const operator = reader.take();
  if (operator === 'IN') {
    const options = readOperands(reader);
    return (...given) => options.some((option) => compare('=', left(...given), option(...given)));
  }
  const right = operandOf(reader.take());
  return (...given) => compare(operator, left(...given), right(...given));
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
  if (!comparison) throw new Error(`a condition should have =, <>, <, <=, > or >=, got '${operator}'`);
  return left !== undefined && right !== undefined && typeof left === typeof right && comparison(left, right);
};

const scalarOf = (value: AttributeValue): Scalar | undefined =>
  value.N === undefined ? (value.S ?? value.BOOL) : Number(value.N);

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item, or a map inside one. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** What the placeholders of an expression stand for. */
export type Placeholders = {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
};

/** The part of DynamoDB's expression language that our adapters use: conditions without nested parentheses, SET and REMOVE. */
export type Condition = (item: Item | undefined, placeholders: Placeholders) => boolean;
export type Update = (item: Item, placeholders: Placeholders) => Item;

const TOKEN = /\s*([A-Za-z_#:][\w#:.]*|<=|>=|<>|[(),=<>+-])/gy;

const tokensOf = (expression: string): string[] => {
  const tokens = [...expression.matchAll(TOKEN)].map(([, token = '']) => token);
  if (tokens.join('') === expression.replaceAll(/\s/g, '')) return tokens;
  throw new Error(`the model of DynamoDB should know the expression, got ${expression}`);
};

/** Tokens, read one by one. */
const createReader = (expression: string) => {
  const tokens = tokensOf(expression);
  let at = 0;
  const peek = (): string => tokens[at] ?? '';
  const take = (): string => tokens[at++] ?? '';
  const expect = (wanted: string): void => {
    const came = take();
    if (came !== wanted) throw new Error(`expected '${wanted}' in '${expression}', got '${came}'`);
  };
  return { peek, take, expect };
};
type Reader = ReturnType<typeof createReader>;

type Operand = (item: Item | undefined, placeholders: Placeholders) => AttributeValue | undefined;

const nameOf = (segment: string, { names }: Placeholders): string =>
  segment.startsWith('#') ? (names[segment] ?? segment) : segment;

const pathOf = (path: string): Operand => {
  const segments = path.split('.');
  return (item, placeholders) => {
    let found: AttributeValue | undefined;
    let map = item;
    for (const segment of segments) {
      found = map?.[nameOf(segment, placeholders)];
      map = found?.M;
    }
    return found;
  };
};

const operandOf = (token: string): Operand =>
  token.startsWith(':') ? (_item, { values }) => values[token] : pathOf(token);

const scalar = (value: AttributeValue): string | number | boolean | undefined =>
  value.N === undefined ? (value.S ?? value.BOOL) : Number(value.N);

const comparisons: Readonly<Record<string, (a: string | number | boolean, b: string | number | boolean) => boolean>> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** A comparison with an attribute that is not there, or is of another type, does not hold. */
const compare = (operator: string, a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
  const [left, right] = [a && scalar(a), b && scalar(b)];
  const comparison = comparisons[operator];
  if (!comparison) throw new Error(`the model of DynamoDB should know the operator, got '${operator}'`);
  return left !== undefined && right !== undefined && typeof left === typeof right && comparison(left, right);
};

const list = (reader: Reader): Operand[] => {
  const operands: Operand[] = [];
  do {
    reader.take();
    operands.push(operandOf(reader.take()));
  } while (reader.peek() === ',');
  reader.expect(')');
  return operands;
};

const term = (reader: Reader): Condition => {
  const first = reader.take();
  if (first === 'attribute_exists' || first === 'attribute_not_exists') {
    const [path] = list(reader);
    const wanted = first === 'attribute_exists';
    return (item, placeholders) => (path?.(item, placeholders) !== undefined) === wanted;
  }
  const left = operandOf(first);
  const operator = reader.take();
  if (operator === 'IN') {
    const options = list(reader);
    return (item, placeholders) => {
      const value = left(item, placeholders);
      return options.some((option) => compare('=', value, option(item, placeholders)));
    };
  }
  const right = operandOf(reader.take());
  return (item, placeholders) => compare(operator, left(item, placeholders), right(item, placeholders));
};

/** Terms joined by AND, and such groups joined by OR. */
const compileCondition = (expression: string): Condition => {
  const reader = createReader(expression);
  const groups: Condition[][] = [[term(reader)]];
  for (;;) {
    const joint = reader.take();
    if (joint === '') break;
    if (joint === 'AND') groups.at(-1)?.push(term(reader));
    else if (joint === 'OR') groups.push([term(reader)]);
    else throw new Error(`expected AND or OR in '${expression}', got '${joint}'`);
  }
  return (item, placeholders) => groups.some((group) => group.every((holds) => holds(item, placeholders)));
};

const value = (reader: Reader): Operand => {
  const first = reader.take();
  if (first !== 'if_not_exists') return operandOf(first);
  const [path, otherwise] = list(reader);
  return (item, placeholders) => path?.(item, placeholders) ?? otherwise?.(item, placeholders);
};

const sum = (reader: Reader): Operand => {
  const left = value(reader);
  const sign = { '+': 1, '-': -1 }[reader.peek()];
  if (sign === undefined) return left;
  reader.take();
  const right = value(reader);
  return (item, placeholders) => ({
    N: String(Number(left(item, placeholders)?.N) + sign * Number(right(item, placeholders)?.N)),
  });
};

type Assignment = { readonly name: string; readonly value: Operand | undefined };

const assignments = (reader: Reader, read: () => Assignment): Assignment[] => {
  const found = [read()];
  while (reader.peek() === ',') {
    reader.take();
    found.push(read());
  }
  return found;
};

/** Every value is that of the item as it was before. */
const compileUpdate = (expression: string): Update => {
  const reader = createReader(expression);
  const changes: Assignment[] = [];
  for (let clause = reader.take(); clause !== ''; clause = reader.take()) {
    if (clause === 'SET')
      changes.push(
        ...assignments(reader, () => {
          const name = reader.take();
          reader.expect('=');
          return { name, value: sum(reader) };
        }),
      );
    else if (clause === 'REMOVE')
      changes.push(...assignments(reader, () => ({ name: reader.take(), value: undefined })));
    else throw new Error(`expected SET or REMOVE in '${expression}', got '${clause}'`);
  }
  return (item, placeholders) => {
    const next: Record<string, AttributeValue> = { ...item };
    for (const { name, value: operand } of changes) {
      const attribute = nameOf(name, placeholders);
      const assigned = operand?.(item, placeholders);
      if (assigned) next[attribute] = assigned;
      else delete next[attribute];
    }
    return next;
  };
};

const cached = <T>(compile: (expression: string) => T): ((expression: string) => T) => {
  const compiled = new Map<string, T>();
  return (expression) => {
    const known = compiled.get(expression) ?? compile(expression);
    compiled.set(expression, known);
    return known;
  };
};

export const condition = cached(compileCondition);
export const update = cached(compileUpdate);

/** A value in DynamoDB's JSON, such as `{ "S": "text" }`. */
export type AttributeValue = {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly M?: Item;
  readonly L?: readonly AttributeValue[];
};

export type Item = Readonly<Record<string, AttributeValue>>;

export type Placeholders = {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
};

/** Evaluates a part of an expression for an item. */
export type Operand = (item: Item | undefined, placeholders: Placeholders) => AttributeValue | undefined;

export type Reader = {
  peek(): string;
  take(): string;
  /** Takes the next token. @throws Error if it is another one */
  expect(wanted: string): void;
};

const TOKEN = /\s*([A-Za-z_#:][\w#:.]*|<=|>=|<>|[(),=<>+-])/gy;

export const createReader = (expression: string): Reader => {
  const tokens = [...expression.matchAll(TOKEN)].map(([, token = '']) => token);
  if (tokens.join('') !== expression.replaceAll(/\s/g, ''))
    throw new Error(`an expression should have names, operators and parentheses, got '${expression}'`);
  let at = 0;
  const take = (): string => tokens[at++] ?? '';
  return {
    peek: () => tokens[at] ?? '',
    take,
    expect: (wanted) => {
      const token = take();
      if (token !== wanted) throw new Error(`expected '${wanted}' in '${expression}', got '${token}'`);
    },
  };
};

/** A placeholder of a value, or a path such as `lease.#until`. */
export const operandOf = (token: string): Operand =>
  token.startsWith(':') ? (_item, { values }) => values[token] : pathOf(token);

/** Operands in parentheses. */
export const readOperands = (reader: Reader): readonly Operand[] => {
  const operands: Operand[] = [];
  do {
    reader.take();
    operands.push(operandOf(reader.take()));
  } while (reader.peek() === ',');
  reader.expect(')');
  return operands;
};

export const nameOf = (token: string, { names }: Placeholders): string =>
  token.startsWith('#') ? (names[token] ?? token) : token;

/** Compiles each expression once, so that the store costs little beside the code that is measured. */
export const cached = <T>(compile: (expression: string) => T): ((expression: string) => T) => {
  const compiled = new Map<string, T>();
  return (expression) => {
    const known = compiled.get(expression) ?? compile(expression);
    compiled.set(expression, known);
    return known;
  };
};

const pathOf = (path: string): Operand => {
  const segments = path.split('.');
  return (item, placeholders) => {
    let value: AttributeValue | undefined;
    let map = item;
    for (const segment of segments) {
      value = map?.[nameOf(segment, placeholders)];
      map = value?.M;
    }
    return value;
  };
};

/** A value of one period. Nothing: the period has no data. */
export type Datapoint = number | undefined;
type Scalar = { readonly scalar: number };
type Value = Datapoint | Scalar | readonly Datapoint[];
type Lookup = (id: string) => Datapoint;
type Expression = (lookup: Lookup) => Value;

const TOKEN = /\s*(AND\b|OR\b|[A-Za-z]\w*|\d+(?:\.\d+)?|>=|<=|==|!=|[-+*/<>()[\],])/y;
const LEVELS: readonly (readonly string[])[] = [
  ['OR'],
  ['AND'],
  ['>', '>=', '<', '<=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
];

/**
 * Reads an expression of CloudWatch's metric math: the part that this project uses. It refuses everything else.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const metricMath = (text: string): ((lookup: Lookup) => Datapoint) => {
  const tokens = tokensOf(text);
  const next = (): string => tokens.shift() ?? 'the end';
  const expect = (wanted: string): void => {
    const got = next();
    if (got !== wanted) throw new Error(`${text} should have ${wanted}, got ${got}`);
  };

  const expression = (level = 0): Expression => {
    const operators = LEVELS[level];
    if (!operators) return primary();
    let left = expression(level + 1);
    while (operators.includes(tokens[0] ?? '')) left = binary(next(), left, expression(level + 1));
    return left;
  };
  const list = (end: string): Expression[] => {
    const items = [expression()];
    while (tokens[0] === ',') {
      next();
      items.push(expression());
    }
    expect(end);
    return items;
  };
  const primary = (): Expression => {
    const token = next();
    if (token === '(') return list(')')[0] ?? (() => undefined);
    if (token === '[') {
      const items = list(']');
      return (lookup) => items.map((item) => numberIn(item(lookup)));
    }
    if (/^\d/.test(token)) return () => ({ scalar: Number(token) });
    if (!/^[A-Za-z]\w*$/.test(token)) throw new Error(`${text} should have a value, got ${token}`);
    if (tokens[0] !== '(') return (lookup) => lookup(token);
    next();
    return call(token, list(')'));
  };

  const whole = expression();
  expect('the end');
  return (lookup) => numberIn(whole(lookup));
};

const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new Error(`the expression should be known, got ${text.slice(at)}`);
    tokens.push(token);
  }
  return tokens;
};

const isScalar = (value: Value): value is Scalar => typeof value === 'object' && 'scalar' in value;

const numberIn = (value: Value): Datapoint => {
  if (isScalar(value)) return value.scalar;
  if (value === undefined || typeof value === 'number') return value;
  throw new Error(`one value should be given, got a list of ${value.length}`);
};

/** Between two metrics, a missing value counts as 0 if the other one has a value. A metric without a value has no result with a number. */
const binary =
  (operator: string, left: Expression, right: Expression): Expression =>
  (lookup) => {
    const [first, second] = [left(lookup), right(lookup)];
    const [a, b] = [operand(first, second), operand(second, first)];
    if (a === undefined || b === undefined || (operator === '/' && b === 0)) return undefined;
    return OPERATORS.get(operator)?.(a, b);
  };

const operand = (value: Value, other: Value): Datapoint =>
  numberIn(value) ?? (numberIn(other) === undefined || isScalar(other) ? undefined : 0);

const OPERATORS: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['OR', (a, b) => Number(a !== 0 || b !== 0)],
  ['AND', (a, b) => Number(a !== 0 && b !== 0)],
  ['>', (a, b) => Number(a > b)],
  ['>=', (a, b) => Number(a >= b)],
  ['<', (a, b) => Number(a < b)],
  ['<=', (a, b) => Number(a <= b)],
  ['==', (a, b) => Number(a === b)],
  ['!=', (a, b) => Number(a !== b)],
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
]);

const call = (name: string, given: readonly Expression[]): Expression => {
  const [first, second, third] = given;
  if (name === 'IF' && first && second && third && given.length === 3)
    return (lookup) => {
      const condition = numberIn(first(lookup));
      if (condition === undefined) return undefined;
      return condition === 0 ? third(lookup) : (second(lookup) ?? 0);
    };
  if (name === 'FILL' && first && second && given.length === 2)
    return (lookup) => numberIn(first(lookup)) ?? numberIn(second(lookup));
  if ((name === 'SUM' || name === 'MAX') && first && given.length === 1) return (lookup) => fold(name, first(lookup));
  throw new Error(`the function should be IF, FILL, SUM or MAX with its arguments, got ${name} with ${given.length}`);
};

/** The sum or the greatest of a list. A metric without data is left out. */
const fold = (name: 'SUM' | 'MAX', value: Value): Datapoint => {
  if (!Array.isArray(value)) throw new Error(`${name} should get a list, got one value`);
  const numbers = value.filter((item) => item !== undefined);
  if (numbers.length === 0) return undefined;
  return name === 'MAX' ? Math.max(...numbers) : numbers.reduce((sum, number) => sum + number, 0);
};

/** Whether a log event, parsed from its JSON, matches a filter pattern. */
export type Matches = (event: unknown) => boolean;

const TOKEN = /\s*(&&|\|\||[(){}]|!=|>=|<=|=|>|<|NOT EXISTS|\$(?:\.\w+)+|"[^"]*"|%[^%]*%|-?\d+(?:\.\d+)?)/y;

/**
 * Reads a filter pattern of CloudWatch Logs for JSON: the part of the language that this project uses. It refuses everything else,
 * and what CloudWatch does not document.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws Error that names the part that it does not know
 */
export const filterPattern = (text: string): Matches => {
  const tokens = tokensOf(text);
  const next = (): string => tokens.shift() ?? 'the end';
  const expect = (wanted: string): void => {
    const got = next();
    if (got !== wanted) throw new Error(`${text} should have ${wanted}, got ${got}`);
  };

  const either = (): Matches => joined('||', both, (all, event) => all.some((matches) => matches(event)));
  const both = (): Matches => joined('&&', term, (all, event) => all.every((matches) => matches(event)));
  const joined = (
    operator: string,
    operand: () => Matches,
    combine: (all: readonly Matches[], event: unknown) => boolean,
  ): Matches => {
    const all = [operand()];
    while (tokens[0] === operator) {
      next();
      all.push(operand());
    }
    return (event) => combine(all, event);
  };
  const term = (): Matches => {
    if (tokens[0] !== '(') {
      const selector = next();
      const operator = next();
      if (operator === 'NOT EXISTS') return (event) => fieldOf(event, selector) === undefined;
      return comparison(selector, operator, next());
    }
    next();
    const inner = either();
    expect(')');
    return inner;
  };

  expect('{');
  const matches = either();
  expect('}');
  expect('the end');
  return matches;
};

const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new Error(`the pattern should be known, got ${text.slice(at)}`);
    tokens.push(token);
  }
  return tokens;
};

const comparison = (selector: string, operator: string, value: string): Matches => {
  if (!selector.startsWith('$.')) throw new Error(`a field should begin with $., got ${selector}`);
  const compare = comparisonWith(operator, value);
  return (event) => {
    const found = fieldOf(event, selector);
    if (found !== undefined) return compare(found);
    if (operator === '!=') throw new Error(`${selector} should be in the event, got none: != is not documented then`);
    return false;
  };
};

const comparisonWith = (operator: string, value: string): ((found: unknown) => boolean) => {
  if (value.startsWith('%')) return equality(operator, (found) => new RegExp(value.slice(1, -1)).test(String(found)));
  if (value === '"*"') return equality(operator, (found) => typeof found === 'string');
  if (value.startsWith('"')) {
    if (value.includes('*')) throw new Error(`a text should have no wildcard, got ${value}`);
    return equality(operator, (found) => found === value.slice(1, -1));
  }
  return numeric(operator, Number(value));
};

const equality = (operator: string, equals: (found: unknown) => boolean): ((found: unknown) => boolean) => {
  if (operator === '=') return equals;
  if (operator === '!=') return (found) => !equals(found);
  throw new Error(`a text should be compared with = or !=, got ${operator}`);
};

const numeric = (operator: string, value: number): ((found: unknown) => boolean) => {
  const compare = NUMERIC.get(operator);
  if (!compare || Number.isNaN(value)) throw new Error(`a number should be compared, got ${operator} ${value}`);
  return (found) => typeof found === 'number' && compare(found, value);
};

const NUMERIC: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ['=', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
]);

/** The value of a field such as `$.message.event`. */
export const fieldOf = (event: unknown, selector: string): unknown =>
  selector
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (isObject(value) ? Reflect.get(value, name) : undefined), event);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

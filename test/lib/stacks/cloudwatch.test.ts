import { filterPattern } from '../../support/cloudwatch/filter-pattern.ts';
import { metricMath } from '../../support/cloudwatch/metric-math.ts';

describe('the interpreter of filter patterns', () => {
  const event = { message: { event: 'record.failed', receiveCount: 3, text: 'got AccessDeniedException' } };

  it.each([
    ['{ $.message.event = "record.failed" }', true],
    ['{ $.message.event = "record" }', false],
    ['{ $.message.event != "record.early" }', true],
    ['{ $.message.receiveCount >= 3 }', true],
    ['{ $.message.receiveCount > 3 }', false],
    ['{ $.message.text = %AccessDenied% }', true],
    ['{ $.message.text != %AccessDenied% }', false],
    ['{ $.message.event = "*" }', true],
    ['{ $.message.reason = "*" }', false],
    ['{ $.message.reason NOT EXISTS }', true],
    ['{ $.message.event NOT EXISTS }', false],
    ['{ ($.message.event = "a") || ($.message.receiveCount = 3) && ($.message.event = "b") }', false],
    ['{ (($.message.event = "a") || ($.message.receiveCount = 3)) && ($.message.text = "*") }', true],
  ])('evaluates %s', (pattern, expected) => {
    expect(filterPattern(pattern)(event)).toBe(expected);
  });

  it.each([
    '{ $.message.event = "record.*" }',
    '{ $.message.event > "record" }',
    '{ $.message.event IS TRUE }',
    '{ $.message.list[0] = "a" }',
    '{ $.message.event = "a" ',
    '{ $.message.event = "a" } }',
    'ERROR',
  ])('refuses what it does not know: %s', (pattern) => {
    expect(() => filterPattern(pattern)).toThrow(/should/);
  });

  it('refuses != for a field that the event does not have', () => {
    expect(() => filterPattern('{ $.message.reason != "early" }')(event)).toThrow('$.message.reason should be');
  });
});

describe('the interpreter of metric math', () => {
  const values: Readonly<Record<string, number>> = { a: 4, b: 2, zero: 0 };
  const evaluate = (expression: string) => metricMath(expression)((id) => values[id]);

  it.each([
    ['a + b * 2', 8],
    ['100 * b / (a + b * 2)', 25],
    ['IF(a >= 4 AND b < 2, 1, 0)', 0],
    ['IF(a > 4 OR b == 2, 1, 0)', 1],
    ['FILL(none, 0) + a', 4],
    ['none + a', 4],
    ['a > none', 1],
    ['none > a', 0],
    ['none + unknown', undefined],
    ['none + 1', undefined],
    ['a / zero', undefined],
    ['IF(none > 1, 1, 0)', undefined],
    ['IF(a > 1, none, 1)', 0],
    ['IF(a < 1, 1, none)', undefined],
    ['SUM([FILL(none, 0), a, b])', 6],
    ['MAX([none, a, b])', 4],
    ['MAX([none])', undefined],
  ])('evaluates %s', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });

  it.each(['RATE(a)', 'SUM(a)', 'FILL(a)', 'a b', 'a +', '[a, b]', 'a ^ 2'])(
    'refuses what it does not know: %s',
    (text) => {
      expect(() => evaluate(text)).toThrow(/should/);
    },
  );
});

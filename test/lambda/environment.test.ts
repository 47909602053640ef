import { numberOf, readEnvironment } from '../../lambda/environment.ts';

it('reads the variables of a function', () => {
  const variables = readEnvironment(['A', 'B'], { A: '1', B: '2', C: '3' });
  expect([variables.A, variables.B]).toEqual(['1', '2']);
});

it('refuses missing and empty variables, and names each of them', () => {
  expect(() => readEnvironment(['A', 'B', 'C'], { A: '1', B: '' })).toThrow('environment variables are missing: B, C');
});

it.each([
  ['0', 0],
  ['50', 50],
  ['0.5', 0.5],
])('accepts %s as a number of at least 0', (text, value) => {
  expect(numberOf('LEASE', { LEASE: text })).toBe(value);
});

it.each(['-1', 'soon', 'Infinity', 'NaN'])('refuses %s as a number of at least 0', (text) => {
  expect(() => numberOf('LEASE', { LEASE: text })).toThrow(`LEASE should be a number of at least 0, got '${text}'`);
});

it('takes the URLs of queues that the shop does without as absent', () => {
  const names = ['ORDERS_QUEUE_URL', 'TABS_QUEUE_URL', 'TABS_DLQ_URL', 'PICKUPS_QUEUE_URL', 'PICKUPS_DLQ_URL'] as const;
  expect(readEnvironment(names, { ORDERS_QUEUE_URL: 'orders' }).TABS_QUEUE_URL).toBeUndefined();
  expect(() => readEnvironment(names, {})).toThrow('environment variables are missing: ORDERS_QUEUE_URL');
});

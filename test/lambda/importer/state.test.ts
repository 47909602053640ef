import { decodePage, decodeState, encodePage, newState } from '../../../lambda/importer/state.ts';

const state = newState({ importId: '5f0c7a52-9f3e-4d4b-8a11-0d6f6a3f1c2e', format: 'csv', bytes: 10 }, 0);
const refused = { line: 2, errors: [{ pointer: '/customer/email', detail: "email should be an address, got 'ada@'" }] };

it('reads the state and the pages of a report that it writes', () => {
  expect(decodeState(JSON.stringify(state))).toEqual(state);
  expect(decodePage(encodePage([refused, { ...refused, line: 3 }]))).toEqual([refused, { ...refused, line: 3 }]);
});

it.each([
  ['ada@example.org', 'its top level'],
  [JSON.stringify({ ...state, refusedLines: 'ada@example.org' }), '/refusedLines'],
])('refuses a damaged state without its values: %s', (text, place) => {
  const message = `the state of an import should be one that this release reads, got a fault at ${place}`;
  expect(() => decodeState(text)).toThrow(expect.objectContaining({ message }));
});

it.each([
  ['ada@example.org', 'its top level'],
  [JSON.stringify({ ...refused, errors: 'ada@example.org' }), '/errors'],
])('refuses a damaged page of a report without its values: %s', (text, place) => {
  const message = `a line in the report of an import should be one that this release reads, got a fault at ${place}`;
  expect(() => decodePage(encodePage([refused]) + text)).toThrow(expect.objectContaining({ message }));
});

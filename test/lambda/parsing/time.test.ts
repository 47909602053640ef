import { millisecondsOf } from '../../../lambda/parsing/time.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');

it.each([
  ['2026-11-21T12:00Z', 0],
  ['2026-11-21T12:00:00Z', 0],
  ['2026-11-21t12:00:00z', 0],
  ['2026-11-21T12:00:00.5Z', 500],
  ['2026-11-21T12:00:00,25Z', 250],
  ['2026-11-21T12:00:00.1239Z', 123],
  ['2026-11-21T12:00:00.123456789+00:00', 123],
  ['2026-11-21T13:00:00+01:00', 0],
  ['2026-11-21T13:00+0100', 0],
  ['2026-11-21T13:00+01', 0],
  ['2026-11-21T06:30:00-05:30', 0],
  ['2026-11-22T02:00:00+14:00', 0],
  ['2026-11-21T12:00:00-00:00', 0],
])('reads %s', (text, later) => {
  expect(millisecondsOf(text)).toBe(NOON + later);
});

it.each([
  '',
  '2026-11-21',
  '2026-11-21T12:00',
  '2026-11-21T12Z',
  '2026-11-21 12:00Z',
  '2026-11-21T12:00:00.Z',
  '2026-11-21T12:00:60Z',
  '2026-11-21T25:00:00Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21T12:60:00Z',
  '2026-02-29T12:00:00Z',
  '2026-04-31T12:00:00Z',
  '2026-00-10T12:00:00Z',
  '2026-11-21T12:00:00+24:00',
  '2026-11-21T12:00:00+1',
  '+002026-11-21T12:00:00Z',
  '2026-11-21T12:00:00Z\n',
  ' 2026-11-21T12:00:00Z',
  '２026-11-21T12:00:00Z',
  '1795262400000',
  'Sat, 21 Nov 2026 12:00:00 GMT',
])('reads no time in %j', (text) => {
  expect(millisecondsOf(text)).toBeNaN();
});

it('reads every minute of a leap day as Date does', () => {
  const start = Date.parse('2028-02-29T00:00:00.000Z');
  for (let minute = 0; minute < 24 * 60; minute++) {
    const time = new Date(start + minute * 60_000).toISOString();
    expect(millisecondsOf(time)).toBe(Date.parse(time));
    expect(millisecondsOf(time.replace(':00.000Z', 'Z'))).toBe(Date.parse(time));
  }
});

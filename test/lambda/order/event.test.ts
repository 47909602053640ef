import { PermanentError, TransientError } from '../../../lambda/errors.ts';
import { decodeEvent, eventOf, eventTypes, mailedEvents, mailedEventTypes } from '../../../lambda/order/event.ts';
import { type Status, statuses } from '../../../lambda/order/lifecycle.ts';
import { aRecord } from '../../support/orders.ts';

const event = () => eventOf('READY', { ...aRecord({ version: 3 }), at: '2026-11-21T09:00:01.000Z' });
const bodyWith = (fields: object): string => JSON.stringify({ ...event(), ...fields });

const thrownBy = (body: string): unknown => {
  try {
    decodeEvent(body);
  } catch (error) {
    return error;
  }
  return 'nothing';
};

it.each(Object.values(eventTypes))('decodes an announced event: %s', (type) => {
  const announced = { ...event(), type };
  expect(decodeEvent(JSON.stringify(announced))).toEqual(announced);
});

it.each([
  ['/type', { type: 'order.shipped' }],
  ['/orderId', { orderId: 'order-1' }],
  ['/number', { number: 'K-1\r\nBcc: a@b.c' }],
  ['/number', { number: 'K'.repeat(17) }],
  ['/status', { status: 'LOST' }],
  ['/version', { version: 0 }],
  ['/version', { version: '3' }],
  ['/at', { at: 'now' }],
  ['/v', { v: 0 }],
])('refuses a malformed field, names its pointer %s and no value: %j', (pointer, fields) => {
  const error = thrownBy(bodyWith(fields));
  expect(error).toBeInstanceOf(PermanentError);
  const onlyFault = expect.stringMatching(new RegExp(`^${pointer}: [^;]*$`));
  expect(error).toMatchObject({ code: 'malformed', message: onlyFault });
  expect(String(error)).not.toContain('got');
});

it.each([
  [{ v: 0 }, '/v: v should be 1'],
  [{ version: 0 }, '/version: version should be a whole number of at least 1'],
  [{ version: 1.5 }, '/version: version should be a whole number of at least 1'],
  [{ number: '' }, '/number: number should be 1 to 16 characters on one line'],
])('names the expected value of a malformed field: %j', (fields, message) => {
  expect(thrownBy(bodyWith(fields))).toMatchObject({ message });
});

it('refuses an unknown field, and text that is not JSON', () => {
  const error = thrownBy(bodyWith({ smuggled: true }));
  const unknownField = expect.stringMatching(/^: the body should have no fields other than .* or at$/);
  expect(error).toMatchObject({ code: 'malformed', message: unknownField });
  expect(String(error)).not.toContain('smuggled');
  expect(thrownBy('it is ready')).toMatchObject({
    code: 'not-json',
    message: 'the body should be JSON, got text that is not JSON',
  });
});

it('fails temporarily if the version is newer', () => {
  const error = thrownBy(bodyWith({ v: 2, kind: 'ready' }));
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ code: 'newer-version', message: 'v should be at most 1, got 2' });
});

it('announces a transition without personal data', () => {
  const { orderId } = aRecord();
  const at = '2026-11-21T09:00:00.000Z';
  expect(eventOf('READY', { orderId, number: 'K-4172', version: 3, at })).toEqual({
    ...{ v: 1, type: 'order.ready', orderId, number: 'K-4172', status: 'READY', version: 3, at },
  });
});

it('mails an event only while the status of the order confirms it', () => {
  const confirmed = Object.values(eventTypes).map((type): [string, readonly Status[]] => [
    type,
    statuses.filter((status) => mailedEvents[type]?.confirmedBy.includes(status)),
  ]);
  expect(Object.fromEntries(confirmed)).toEqual({
    'order.preparing': [],
    'order.ready': ['READY', 'COLLECTED'],
    'order.cancelled': ['CANCELLED'],
    'order.collected': [],
    'order.stuck': ['STUCK'],
  });
  const news = Object.entries(mailedEvents).map(([type, mailed]) => [type, mailed.news]);
  expect(Object.fromEntries(news)).toEqual({
    'order.ready': 'ready',
    'order.cancelled': 'cancelled',
    'order.stuck': 'stuck',
  });
  expect(mailedEventTypes).toEqual(['order.ready', 'order.cancelled', 'order.stuck']);
});

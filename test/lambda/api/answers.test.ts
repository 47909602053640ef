import {
  etagOf,
  etagWithoutLines,
  json,
  matchesEtag,
  notModified,
  problem,
  unavailable,
} from '../../../lambda/api/answers.ts';
import { bodyOf } from '../../support/api.ts';

const SAFE = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };

describe('an answer that no browser or proxy keeps, and whose type no browser guesses,', () => {
  it('is JSON', () => {
    const answer = json(202, { orderId: 'a' }, { Location: '/orders/a' });
    const headers = { 'Content-Type': 'application/json', ...SAFE, Location: '/orders/a' };
    expect(answer).toEqual({ statusCode: 202, headers, body: '{"orderId":"a"}' });
  });

  it('can be JSON without further headers', () => {
    expect(json(200, []).headers).toEqual({ 'Content-Type': 'application/json', ...SAFE });
  });

  it('is a problem document, whose code is a part of its type', () => {
    const errors = [{ pointer: '/lines', detail: 'lines should be a list' }];
    const answer = problem({ status: 422, code: 'invalid-order', title: 'Invalid order', detail: 'it should', errors });
    expect(answer.headers).toEqual({ 'Content-Type': 'application/problem+json', ...SAFE });
    expect(bodyOf(answer)).toEqual({
      type: 'urn:orderboard:problem:invalid-order',
      ...{ status: 422, title: 'Invalid order', detail: 'it should', errors },
    });
  });

  it('has no body if the copy of the client is current', () => {
    expect(notModified('"3"')).toEqual({ statusCode: 304, headers: { ...SAFE, ETag: '"3"' }, body: '' });
  });
});

it('tells a client when to try again, and which parts are missing, while a service is out', () => {
  const answer = unavailable('the queue should answer', { missing: ['waiting'] });
  expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '5' } });
  expect(bodyOf(answer)).toEqual({
    type: 'urn:orderboard:problem:unavailable',
    ...{ status: 503, title: 'Service unavailable', detail: 'the queue should answer', missing: ['waiting'] },
  });
});

describe('the entity tag of an order', () => {
  const tag = etagOf({ version: 3 });

  it('is its version', () => {
    expect(tag).toBe('"3"');
    expect(etagWithoutLines({ version: 3 })).toBe('"3-without-lines"');
  });

  it.each(['"3"', 'W/"3"', '*', '"2", "3"', '"2",W/"3" ', ' "3" '])('matches %j', (ifNoneMatch) => {
    expect(matchesEtag(ifNoneMatch, tag)).toBe(true);
  });

  it.each([undefined, '', '"2"', '3', '"33"', 'w/"3"', '"3-without-lines"', '"2" "3"'])(
    'does not match %j',
    (ifNoneMatch) => {
      expect(matchesEtag(ifNoneMatch, tag)).toBe(false);
    },
  );
});

import { setImmediate } from 'node:timers/promises';
import { ServiceError } from '../../lambda/aws/service-error.ts';
import { type CounterDeps, createCounter } from '../../lambda/counter/counter.ts';
import { logFields } from '../../lambda/order/identity.ts';
import { form, menu } from '../../lambda/product/index.ts';
import { apiRequest, bodyOf, cancelOrder, collectOrder, getOrder } from '../support/api.ts';
import { recordingLog } from '../support/log.ts';
import { aMessage, anOrder, aRecord } from '../support/orders.ts';

const NINE = Date.parse('2026-11-21T09:00:00.000Z');
const refuses = () => Promise.reject(new Error('a defect'));
const isOut = (service: 'sqs' | 'dynamodb') => () =>
  Promise.reject(new ServiceError('unavailable', { service, operation: 'Query' }, 'TimeoutError'));
const getMenu = apiRequest({ resource: '/menu' });

type CounterVariation = {
  readonly read?: CounterDeps['store']['read'];
  readonly fetch?: CounterDeps['fetchStoredBody'];
  readonly change?: CounterDeps['store']['collect'];
  readonly announce?: CounterDeps['announce'];
};

const aCounter = ({ read, fetch = refuses, change = refuses, announce }: CounterVariation = {}) => {
  const asked: string[] = [];
  const { log, lines } = recordingLog();
  const handle = createCounter({
    readDepths: refuses,
    readBoard: refuses,
    readPage: refuses,
    fetchStoredBody: fetch,
    store: {
      read: (orderId) => {
        asked.push(orderId);
        return read?.(orderId) ?? Promise.resolve(undefined);
      },
      cancel: change,
      collect: change,
    },
    announce: announce ?? (async () => ({ kind: 'announced' }) as const),
    now: () => NINE,
    log,
  });
  return { handle, asked, lines };
};

describe('GET /orders/{orderId}', () => {
  it('answers the recorded order without its lease, attempts and request hash', async () => {
    const record = aRecord({ status: 'PREPARING', version: 2, lease: { token: 'a', until: NINE }, request: anOrder() });
    const { handle } = aCounter({ read: async () => record });
    const answer = await handle(getOrder(record.orderId));
    const { lease: _lease, attempts: _attempts, requestHash: _hash, ...order } = record;
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'Cache-Control': 'no-store' } });
    expect(bodyOf(answer)).toEqual(order);
  });

  it('accepts an order id in upper case', async () => {
    const { handle, asked } = aCounter();
    await handle(getOrder('3F1A5C0E-8F0B-4C39-9A43-0D1F7C6B2A10'));
    expect(asked).toEqual(['3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10']);
  });

  it('answers 404 with Retry-After for an order without a record', async () => {
    const answer = await aCounter().handle(getOrder(aRecord().orderId));
    expect(answer).toMatchObject({ statusCode: 404, headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } });
    expect(bodyOf(answer)).toMatchObject({
      detail: expect.stringContaining('try again if the order was just accepted'),
    });
  });

  it.each(['order-1', '', '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10\n', '__proto__'])(
    'answers 404 for a malformed order id, without a read of the store: %j',
    async (orderId) => {
      const { handle, asked } = aCounter();
      expect(await handle(getOrder(orderId))).toMatchObject({ statusCode: 404 });
      expect(asked).toEqual([]);
    },
  );

  it('answers 404 without an order id', async () => {
    const { handle, asked } = aCounter();
    const answer = await handle(apiRequest({ resource: '/orders/{orderId}', pathParameters: null }));
    expect(answer).toMatchObject({ statusCode: 404 });
    expect(bodyOf(answer)).toMatchObject({ detail: "orderId should be a UUID, got ''" });
    expect(asked).toEqual([]);
  });

  it('shows a pick-up number without the blanks around it', async () => {
    const answer = await aCounter().handle(getOrder(' K-4172 '));
    expect(bodyOf(answer)).toMatchObject({ detail: expect.stringContaining("got 'K-4172', a pick-up number") });
  });

  it.each(['K-4172', 'k-4172', 'K4172', ' K-4172 '])(
    'explains that the pick-up number %j is no order id',
    async (given) => {
      for (const request of [getOrder(given), cancelOrder(given), collectOrder(given)]) {
        const answer = await aCounter().handle(request);
        expect(answer).toMatchObject({ statusCode: 404 });
        expect(bodyOf(answer)).toMatchObject({
          detail: expect.stringMatching(/should be a UUID, got '.*', a pick-up number/),
        });
      }
    },
  );

  it('calls no other text a pick-up number', async () => {
    for (const given of ['K-41722', 'KK-4172', '4172', 'order-1', 'K-417２'])
      expect((await aCounter().handle(getOrder(given))).body).not.toContain('pick-up');
  });

  it('answers 503 with Retry-After if the store does not answer', async () => {
    const answer = await aCounter({ read: isOut('dynamodb') }).handle(getOrder(aRecord().orderId));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } });
    expect(bodyOf(answer)).toMatchObject({ detail: expect.stringContaining('the order store (DynamoDB)') });
  });

  it('answers 500 without Retry-After, and logs the defect, if a record cannot be read', async () => {
    const { handle, lines } = aCounter({ read: refuses });
    const answer = await handle(getOrder(aRecord().orderId));
    expect(answer.statusCode).toBe(500);
    expect(answer.headers).not.toHaveProperty('Retry-After');
    expect(lines).toMatchObject([{ level: 'error', event: 'counter.failed', fields: { message: 'a defect' } }]);
  });
});

describe('a recorded change', () => {
  it.each([
    ['collect', collectOrder, 'COLLECTED'],
    ['DELETE', cancelOrder, 'CANCELLED'],
  ] as const)('is answered to %s, even if nothing after it succeeds', async (_what, requestFor, status) => {
    const { lines: _lines, ...order } = aRecord({ status, version: 4 });
    const recorded = async () => ({ kind: 'recorded', order }) as const;
    const { handle, lines } = aCounter({
      change: recorded,
      announce: async () => ({ kind: 'failed', error: 'SNS is down' }),
      fetch: refuses,
    });
    const answer = await handle(requestFor(order.orderId));
    expect(answer.statusCode).toBe(200);
    expect(bodyOf(answer)).toMatchObject({ status, version: 4 });
    expect(lines.map(({ event }) => event).toSorted()).toEqual(['order.lines-unread']);
  });

  it('is announced while the lines are read', async () => {
    const { lines: _lines, ...order } = aRecord({ status: 'COLLECTED' });
    const steps: string[] = [];
    const { handle } = aCounter({
      change: async () => ({ kind: 'recorded', order }),
      announce: async () => {
        steps.push('announcing');
        await setImmediate();
        steps.push('announced');
        return { kind: 'announced' };
      },
      fetch: () => {
        steps.push('reading');
        return refuses();
      },
    });
    await handle(collectOrder(order.orderId));
    expect(steps).toEqual(['announcing', 'reading', 'announced']);
  });
});

it('answers the menu and its form, even if the store is down', async () => {
  const answer = await aCounter({ read: refuses }).handle(getMenu);
  expect(answer).toMatchObject({ statusCode: 200 });
  expect(bodyOf(answer)).toEqual({ ...menu, form });
});

it.each([
  ['DELETE', cancelOrder, 'CANCELLED'],
  ['collect', collectOrder, 'COLLECTED'],
] as const)(
  'answers a repeated call as the first one, and announces it once: %s',
  async (_what, requestFor, status) => {
    const order = aRecord({ status, version: 7 });
    let announced = 0;
    const { handle } = aCounter({
      change: async () => ({ kind: 'refused', order }),
      announce: async () => {
        announced++;
        return { kind: 'announced' };
      },
    });
    expect(await handle(requestFor(order.orderId))).toMatchObject({ statusCode: 200, headers: { ETag: '"7"' } });
    expect(announced).toBe(0);
  },
);

it('shows no lines from the body of another order', async () => {
  const { lines: _lines, ...order } = aRecord();
  const { handle, lines } = aCounter({ read: async () => order, fetch: async () => JSON.stringify(aMessage()) });
  const answer = await handle(getOrder(order.orderId));
  expect(bodyOf(answer)).not.toHaveProperty('lines');
  expect(answer).toMatchObject({ statusCode: 200, headers: { ETag: expect.stringContaining('without-lines') } });
  expect(lines).toMatchObject([{ event: 'order.lines-unread', fields: { code: 'claim-check-mismatch' } }]);
});

describe('a change that is too early or too late', () => {
  it.each([
    ['DELETE', cancelOrder, 'status should be PLACED or STUCK to cancel an order, got PREPARING'],
    ['collect', collectOrder, 'status should be READY to collect an order, got PREPARING'],
  ] as const)(
    'is refused with the status of the order, and is not announced: %s',
    async (_what, requestFor, detail) => {
      const order = aRecord({ status: 'PREPARING', version: 7 });
      const announced: unknown[] = [];
      const { handle } = aCounter({
        change: async () => ({ kind: 'refused', order }),
        announce: async (...args) => {
          announced.push(args);
          return { kind: 'announced' };
        },
      });
      const answer = await handle(requestFor(order.orderId));
      expect(answer).toMatchObject({ statusCode: 409, headers: { ETag: '"7"' } });
      const type = 'urn:orderboard:problem:wrong-status';
      expect(bodyOf(answer)).toEqual({ type, status: 409, title: 'Wrong status', detail });
      expect(announced).toEqual([]);
    },
  );
});

it.each([
  ['DELETE', cancelOrder],
  ['collect', collectOrder],
])('answers 404 to %s of an order without a record, and announces nothing', async (_what, requestFor) => {
  const announced: unknown[] = [];
  const { handle } = aCounter({
    change: async () => ({ kind: 'refused', order: undefined }),
    announce: async (...args) => {
      announced.push(args);
      return { kind: 'announced' };
    },
  });
  const answer = await handle(requestFor(aRecord().orderId));
  expect(answer).toMatchObject({ statusCode: 404, headers: { 'Retry-After': '1' } });
  expect(announced).toEqual([]);
});

describe('a value that is no order id', () => {
  const uuid = '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';

  it.each(['nobody', `x${uuid}`, `${uuid}x`])('is answered 404: %s', async (orderId) => {
    const answer = await aCounter().handle(getOrder(orderId));
    expect(answer.statusCode).toBe(404);
    const detail = `orderId should be a UUID, got '${orderId}'`;
    expect(bodyOf(answer)).toEqual({
      ...{ type: 'urn:orderboard:problem:no-such-order', status: 404, title: 'No such order', detail },
    });
  });
});

it('names the route and the order in the line of a call that failed', async () => {
  const { orderId } = aRecord();
  const { handle, lines } = aCounter({ read: refuses });
  await handle(getOrder(orderId.toUpperCase()));
  const fields = expect.objectContaining({ route: 'GET /orders/{orderId}', ...logFields(orderId) });
  expect(lines).toEqual([{ level: 'error', event: 'counter.failed', fields }]);
});

describe('a page with links relative to its path', () => {
  it.each([
    ['/docs', '/docs/', '/docs'],
    ['/docs', '/dev/docs/', '/dev/docs'],
    ['/docs', '//dev//docs//', '/dev/docs'],
    ['/openapi.json', '/dev/openapi.json/', '/dev/openapi.json'],
  ])(
    'sends a request for %s with the path %s to the path without a slash at its end',
    async (resource, path, location) => {
      const answer = await aCounter().handle(apiRequest({ resource, path }));
      expect(answer).toMatchObject({ statusCode: 308, headers: { Location: location }, body: '' });
    },
  );
});

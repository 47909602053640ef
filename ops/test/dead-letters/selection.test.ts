import { ServiceError } from '../../../lambda/aws/service-error.ts';
import { MissingClaimCheck } from '../../../lambda/order/claim-check.ts';
import { pickupNumber } from '../../../lambda/order/identity.ts';
import { aPlacedMessage } from '../../../test/journey/support/messages.ts';
import { letterOf } from '../../dead-letters/letter.ts';
import { createSelect, type Selection } from '../../dead-letters/selection.ts';
import { failureAttributes } from '../support/dead-letters.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const HOUR = 60 * 60 * 1000;
const queue = { name: 'orders', url: 'u', arn: 'a', dlqUrl: 'd', dlqArn: 'e', fifo: false } as const;
const pointer = JSON.stringify([
  'software.amazon.payloadoffloading.PayloadS3Pointer',
  { s3BucketName: 'b', s3Key: 'k' },
]);

const aReceived = ({ body = '{}', code = 'exhausted' as string | undefined, ageHours = 1 } = {}) =>
  letterOf(queue, {
    Body: body,
    ...(code === undefined ? {} : { MessageAttributes: failureAttributes(code) }),
    Attributes: { SentTimestamp: String(NOW - ageHours * HOUR) },
  });

const selects = (selection: Selection, letter: ReturnType<typeof aReceived>, fetchBody?: never) =>
  createSelect(selection, { fetchBody, now: NOW })(letter);

it('selects every letter without a choice', async () => {
  expect(await selects({}, aReceived())).toBe(true);
});

it('selects by one of several reasons', async () => {
  expect(await selects({ reasons: ['malformed', 'exhausted'] }, aReceived())).toBe(true);
  expect(await selects({ reasons: ['malformed'] }, aReceived())).toBe(false);
});

it('takes the reason none for a letter that SQS moved, or with a failure of another writer', async () => {
  const { failure: _failure, ...others } = failureAttributes('exhausted');
  const forged = { ...others, failure: { DataType: 'String', StringValue: 'nonsense' } };
  for (const MessageAttributes of [others, forged])
    expect(await selects({ reasons: ['none'] }, letterOf(queue, { Body: '{}', MessageAttributes }))).toBe(true);
});

it('selects by order id and by pick-up number', async () => {
  const message = aPlacedMessage();
  const letter = aReceived({ body: JSON.stringify(message) });
  expect(await selects({ order: message.orderId }, letter)).toBe(true);
  expect(await selects({ order: pickupNumber(message.orderId) }, letter)).toBe(true);
  expect(await selects({ order: 'another' }, letter)).toBe(false);
  expect(await selects({ order: message.orderId }, aReceived({ body: 'no JSON' }))).toBe(false);
});

it('selects by age: at least, and less than', async () => {
  const letter = aReceived({ ageHours: 2 });
  expect(await selects({ olderThan: 2 * HOUR }, letter)).toBe(true);
  expect(await selects({ olderThan: 2 * HOUR + 1 }, letter)).toBe(false);
  expect(await selects({ newerThan: 2 * HOUR }, letter)).toBe(false);
  expect(await selects({ newerThan: 2 * HOUR + 1 }, letter)).toBe(true);
});

it('selects only letters for which every choice holds', async () => {
  expect(await selects({ reasons: ['exhausted'], olderThan: 2 * HOUR }, aReceived())).toBe(false);
});

describe('a JMESPath expression', () => {
  const where = (expression: string, body: string) => selects({ where: expression }, aReceived({ body }));

  it.each([
    ["order.tab == 'table-7'", '{"order":{"tab":"table-7"}}', true],
    ["order.tab == 'table-7'", '{"order":{"tab":"table-8"}}', false],
    ['order.lines[?quantity > `2`]', '{"order":{"lines":[{"quantity":3}]}}', true],
    ['order.lines[?quantity > `2`]', '{"order":{"lines":[{"quantity":1}]}}', false],
    ['order.note', '{"order":{"note":""}}', false],
    ['order.totalCents', '{"order":{"totalCents":0}}', true],
    ["contains(order, 'x')", '{"order":7}', false],
    ['@', 'no JSON', false],
  ])('%s over %s is %s', async (expression, body, expected) => {
    expect(await where(expression, body)).toBe(expected);
  });

  it('is refused if it is none', () => {
    expect(() => createSelect({ where: 'order.[' }, { fetchBody: undefined, now: NOW })).toThrow(
      "--where should be a JMESPath expression, got 'order.['",
    );
  });

  it.each(["contians(order, 'x')", 'length(order, v)', '$tab'])(
    'is refused if no body can match it: %s',
    async (wrong) => {
      await expect(where(wrong, '{}')).rejects.toThrow(`--where should be a JMESPath expression, got '${wrong}'`);
    },
  );

  it('sees the body of a claim check only if it was asked for', async () => {
    const selection = { where: "order.tab == 'table-7'" };
    const fetchBody = async () => ({ body: '{"order":{"tab":"table-7"}}', key: 'k' });
    const letter = aReceived({ body: pointer });
    expect(await createSelect(selection, { fetchBody, now: NOW })(letter)).toBe(true);
    expect(await createSelect(selection, { fetchBody: undefined, now: NOW })(letter)).toBe(false);
  });

  it('does not hold for a claim check that is missing, and fails if S3 is out', async () => {
    const letter = aReceived({ body: pointer });
    const failing = (error: Error) =>
      createSelect({ where: '@' }, { fetchBody: () => Promise.reject(error), now: NOW });
    expect(await failing(new MissingClaimCheck('k'))(letter)).toBe(false);
    const outage = new ServiceError('unavailable', { service: 's3', operation: 'GetObject' }, 'ECONNREFUSED');
    await expect(failing(outage)(letter)).rejects.toBe(outage);
  });
});

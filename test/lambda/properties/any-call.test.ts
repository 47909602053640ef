import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest } from '../../../lambda/api/request.ts';
import { decode } from '../../../lambda/order/message.ts';
import { anyApiRequest } from '../../properties/calls.ts';
import { type Functions, OPENED_AT, openFunctions } from '../../properties/functions.ts';
import { holdsFor, timeFor } from '../../properties/property.ts';
import { anyGoodRequest, anySampleLine } from '../../properties/requests.ts';

let functions: Functions;
beforeAll(async () => {
  functions = await openFunctions();
});
afterAll(() => functions.aws.stop());

const counts = { few: 500, many: 50_000 };

/** What HTTP can carry as the value of a header. */
const HEADER = /^[\t\x20-\x7e\x80-\xff]*$/;

const answerTo = (call: ApiRequest): Promise<APIGatewayProxyResult> =>
  call.httpMethod === 'POST' && call.resource === '/orders' ? functions.cashier(call) : functions.counter(call);

it(
  'every call is answered without a 5xx, with headers and JSON that a client can read',
  async () => {
    const requests = anyGoodRequest({ line: anySampleLine, mostLines: 20, now: OPENED_AT, mostMinutes: 12 * 60 });
    const calls = anyApiRequest(requests.map(({ sent }) => sent));
    const seen = await holdsFor(calls, counts, async (call) => {
      functions.aws.forget();
      functions.lines.length = 0;
      const { statusCode, headers = {}, body } = await answerTo(call);
      expect(statusCode).toBeLessThan(500);
      expect(Object.values(headers).filter((value) => !HEADER.test(String(value)))).toEqual([]);
      if (statusCode !== 304) expect(JSON.parse(body)).toEqual(expect.any(Object));
      expect(functions.lines.filter(({ level }) => level !== 'info')).toEqual([]);
      for (const { MessageBody } of functions.aws.sent)
        expect(decode([...functions.aws.objects.values()][0] ?? MessageBody)).toEqual(expect.any(Object));
      return [String(statusCode)];
    });
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['200', '202', '400', '404', '415', '422']));
  },
  timeFor(counts),
);

import { type Functions, OPENED_AT, openFunctions } from '../../properties/functions.ts';
import { holdsFor, timeFor } from '../../properties/property.ts';
import { anyGoodRequest, anySampleLine } from '../../properties/requests.ts';
import { takeThrough } from '../../properties/round-trip.ts';

let functions: Functions;
beforeAll(async () => {
  functions = await openFunctions();
});
afterAll(() => functions.aws.stop());

const counts = { few: 100, many: 5000 };

it(
  'every accepted request comes back the same from message, record, answer and mail, and its events hold nothing of it',
  async () => {
    const requests = anyGoodRequest({ line: anySampleLine, mostLines: 80, now: OPENED_AT, mostMinutes: 12 * 60 });
    const seen = await holdsFor(requests, counts, (request) => takeThrough(functions, request));
    expect([...seen.keys()].toSorted()).toEqual(['in S3', 'on orders', 'on pickups', 'on tabs.fifo'].toSorted());
  },
  timeFor(counts),
);

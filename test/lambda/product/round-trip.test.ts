import fc from 'fast-check';
import type { RequestLine } from '../../../lambda/product/index.ts';
import { MAX_NOTE_LENGTH, MAX_QUANTITY } from '../../../lambda/product/line.ts';
import { drinkNames, extraNames, sizes } from '../../../lambda/product/menu.ts';
import { type Functions, OPENED_AT, openFunctions } from '../../properties/functions.ts';
import { holdsFor, timeFor } from '../../properties/property.ts';
import { anyGoodRequest } from '../../properties/requests.ts';
import { takeThrough } from '../../properties/round-trip.ts';
import { anyVisibleText } from '../../properties/texts.ts';

let functions: Functions;
beforeAll(async () => {
  functions = await openFunctions();
});
afterAll(() => functions.aws.stop());

const counts = { few: 50, many: 2000 };

const anyLine: fc.Arbitrary<RequestLine> = fc.record(
  {
    item: fc.constantFrom(...drinkNames),
    size: fc.constantFrom(...sizes),
    quantity: fc.integer({ min: 1, max: MAX_QUANTITY }),
    extras: fc.shuffledSubarray([...extraNames]),
    note: anyVisibleText(MAX_NOTE_LENGTH),
  },
  { requiredKeys: ['item', 'size', 'quantity'] },
);

it(
  'every accepted line comes back the same from message, record and answer, with its note in any script and its extras',
  async () => {
    const requests = anyGoodRequest({ line: anyLine, mostLines: 80, now: OPENED_AT, mostMinutes: 12 * 60 });
    await holdsFor(requests, counts, (request) => takeThrough(functions, request));
  },
  timeFor(counts),
);

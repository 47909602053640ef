import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../../lambda/order/message.ts';

/** A body as the release of version 1 wrote it. It never changes. */
const V1 = readFileSync(join(__dirname, 'order-placed-v1.json'), 'utf8');

it('reads a body of version 1 as it was shipped', () => {
  expect(decode(V1)).toEqual(JSON.parse(V1));
});

import { PIECE_BYTES, PIECE_LINES } from '../../../lambda/importer/limits.ts';
import { samples } from '../../../lambda/product/index.ts';
import { INDEX_WRITES_PER_ORDER, WRITES_PER_ORDER } from '../../../lib/throughput.ts';
import { defaults } from '../../cost/assumptions.ts';
import { countJourney, IMPORTED_ORDERS, type Journey } from '../../cost/journey/journey.ts';
import { openStore, type Store } from '../../cost/journey/store.ts';
import { type Kind, kinds } from '../../cost/kinds.ts';
import type { Line } from '../../cost/usage.ts';
import { shopTemplateOf } from '../support/shop-template.ts';

const template = shopTemplateOf('prod');
let store: Store;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const count = (kind: Kind, batch?: number): Promise<Journey> =>
  countJourney({ store, template, kind, assumptions: { ...defaults, batch } });

const sum = (lines: readonly Line[], meter: Line['meter']): number =>
  lines.filter((line) => line.meter === meter).reduce((total, { quantity }) => total + quantity, 0);

const MAIL = { 'dynamodb GetItem': 10, 'ses SendEmail': 10, 'dynamodb UpdateItem': 10 };
const COLLECT = { 'dynamodb UpdateItem': 10, 'sns PublishBatch': 10 };
const MADE = { 'sqs SendMessage': 10, 'dynamodb PutItem': 10, 'dynamodb UpdateItem': 20, 'sns PublishBatch': 2 };
const USUAL = { order: MADE, mail: MAIL, collect: COLLECT, look: { 'dynamodb GetItem': 10 } };
const LONG = { 's3 GetObject': 10 };

/** A piece of the file takes one read, and a send for ten of its lines. Two more reads are of the state of the import. */
function piecesOfImport(): object {
  const lineBytes = Buffer.byteLength(`${JSON.stringify(samples.request)}\n`);
  const linesOfPiece = Math.min(PIECE_LINES, Math.floor(PIECE_BYTES / lineBytes));
  const pieces = Math.ceil(IMPORTED_ORDERS / linesOfPiece);
  const ofLast = IMPORTED_ORDERS - (pieces - 1) * linesOfPiece;
  const sends = (pieces - 1) * Math.ceil(linesOfPiece / 10) + Math.ceil(ofLast / 10);
  return { 's3 GetObject': pieces + 2, 'sqs SendMessageBatch': sends };
}

/** The calls for a batch of ten orders, and for an import of 10,000. They are the bill: another call of a function changes this table and docs/cost.md. */
const expected: Readonly<Record<Kind, object>> = {
  order: USUAL,
  keyed: { ...USUAL, order: { ...MADE, 'dynamodb GetItem': 10 } },
  tab: USUAL,
  pickup: { ...USUAL, order: { ...MADE, 'sqs ChangeMessageVisibilityBatch': 1, 'dynamodb GetItem': 10 } },
  long: {
    ...USUAL,
    order: { ...MADE, 's3 PutObject': 10, ...LONG },
    collect: { ...COLLECT, ...LONG },
    look: { 'dynamodb GetItem': 10, ...LONG },
  },
  cancelled: {
    order: { ...MADE, 'dynamodb UpdateItem': 10, 'dynamodb GetItem': 10, 'sns PublishBatch': 1 },
    cancel: COLLECT,
    mail: { ...MAIL, 'dynamodb GetItem': 20 },
  },
  imported: {
    ...USUAL,
    import: { 's3 PutObject': 13, ...piecesOfImport(), 'sqs ChangeMessageVisibilityBatch': 1 },
    order: { 'dynamodb UpdateItem': 20, 'sns PublishBatch': 2 },
  },
};

it.each(kinds)('counts the calls of ten orders of the kind "%s"', async (kind) => {
  expect((await count(kind)).calls).toEqual(expected[kind]);
});

it('counts a tenth of a send, and no call of the API, for an imported order', async () => {
  const { lines } = await count('imported');
  const made = lines.filter(({ step }) => step === 'import' || step === 'order');
  expect(sum(made, 'api-call')).toBe(0);
  expect(made.find(({ what }) => what === 'send orders')?.quantity).toBeCloseTo(0.1, 3);
  expect(sum(made, 'table-write')).toBeCloseTo(2);
});

it('counts the writes that the template prepares the table for', async () => {
  const { lines } = await count('order');
  expect(sum(lines, 'table-write')).toBeCloseTo(WRITES_PER_ORDER);
  expect(sum(lines, 'index-write')).toBeCloseTo(INDEX_WRITES_PER_ORDER);
});

it('counts a tenth of the requests of a batch for each of its orders', async () => {
  const [full, alone] = [await count('order'), await count('order', 1)];
  const receives = ({ lines }: Journey) => lines.find(({ what }) => what === 'receive orders')?.quantity;
  expect(receives(full)).toBeCloseTo(0.1);
  expect(receives(alone)).toBe(1);
});

it('charges messages of a tab as those of a FIFO queue', async () => {
  const { lines } = await count('tab');
  expect(sum(lines, 'fifo-request')).toBeCloseTo(1.2);
  expect(sum(lines, 'fair-request')).toBe(0);
});

it('counts more bytes and writes for an order with more lines', async () => {
  const large = await countJourney({
    ...{ store, template, kind: 'order' },
    assumptions: { ...defaults, bytes: 5000 },
  });
  const small = await count('order');
  expect(large.recordBytes).toBeGreaterThan(4000);
  expect(sum(large.lines, 'table-write')).toBeGreaterThan(4 * sum(small.lines, 'table-write'));
});

it('counts the same for the same orders', async () => {
  expect((await count('order')).lines).toEqual((await count('order')).lines);
});

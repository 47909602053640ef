import { aBarista } from '../support/barista.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../support/order-table.ts';
import { aMessage, anOrder, aRecord } from '../support/orders.ts';

let dynamo: Dynamo;
let table: OrderTable;

beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(async () => {
  table = await anOrderTable(dynamo);
});
afterAll(() => dynamo.stop());

const fieldsOf = ({ lines }: ReturnType<typeof aBarista>, wanted: string) =>
  lines.filter(({ event }) => event === wanted).map(({ fields }) => fields);

describe('the log line of a READY order', () => {
  it('has the milliseconds since the order was accepted', async () => {
    const barista = aBarista(table);
    await barista.receive(aMessage({ placedAt: '2026-11-21T09:00:00.000Z' })); // the clock says 09:00:30
    expect(fieldsOf(barista, 'order.ready')).toMatchObject([{ milliseconds: 30_000 }]);
  });

  it.each([
    { pickupAt: '2026-11-21T09:10:20.000Z', milliseconds: 10_000 },
    { pickupAt: '2026-11-21T09:10:30.000Z', milliseconds: 0 },
    { pickupAt: '2026-11-21T09:05:00.000Z', milliseconds: 30_000 },
  ])('has those since it was due, which is ten minutes before its pick-up time: %j', async (varied) => {
    const { pickupAt, milliseconds } = varied;
    const barista = aBarista(table);
    await barista.receive(aMessage({ placedAt: '2026-11-21T09:00:00.000Z', request: anOrder({ pickupAt }) }));
    expect(fieldsOf(barista, 'order.ready')).toMatchObject([{ milliseconds }]);
  });

  it('has none if the order is announced again, so that it counts once', async () => {
    const message = aMessage();
    await table.put(aRecord({ ...message, status: 'READY', version: 3, attempts: 1 }));
    const barista = aBarista(table);
    await barista.receive(message);
    expect(fieldsOf(barista, 'order.ready')).toEqual([
      expect.not.objectContaining({ milliseconds: expect.anything() }),
    ]);
  });
});

it('has the milliseconds since the claim in the line of READY, so the line of PREPARING can be left out', async () => {
  const prepare = async (): Promise<void> => {
    table.clock.time += 1500;
  };
  const barista = aBarista(table, { prepare });
  await barista.receive(aMessage());
  expect(fieldsOf(barista, 'order.ready')).toMatchObject([{ workMilliseconds: 1500 }]);
});

it('has the number of the attempt in the line of PREPARING, from the second one on, at INFO', async () => {
  const message = aMessage();
  const barista = aBarista(table, { prepare: () => Promise.reject(new Error('the machine is dirty')) });
  for (let attempt = 1; attempt <= 3; attempt++) await barista.receive(message);
  const lines = barista.lines.filter(({ event }) => event === 'order.preparing');
  const attempts = lines.map(({ level, fields }) => [level, fields.attempts]);
  expect(attempts).toEqual([
    ['debug', undefined],
    ['info', 2],
    ['info', 3],
  ]);
});

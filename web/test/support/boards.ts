const NAMES = [
  'Ada',
  'Grace',
  'Alan',
  'Edsger',
  'Barbara',
  'Donald',
  'Katherine',
  'Ken',
  'Margaret',
  'Tim',
  'Zoë',
  'محمد',
  'Noor',
  'Yuki',
  'Wolfeschlegelstein-Hau',
];

const numberOf = (n: number): string => `${'ABCDEFGHJK'[n % 10]}-${String((n * 7919) % 10_000).padStart(4, '0')}`;

type Order = Readonly<Record<string, unknown>>;

/** A row of `GET /board.json`. */
export const anOrder = (n: number, fields: Order = {}): Order => ({
  number: numberOf(n),
  firstName: NAMES[n % NAMES.length],
  status: 'PLACED',
  queue: 'orders',
  ageSeconds: 20,
  ...fields,
});

const lane = (orders: readonly Order[], total = orders.length) => ({
  total,
  ...(orders.length > 0 && { oldestSeconds: Math.max(...orders.map(({ ageSeconds }) => Number(ageSeconds))) }),
  orders,
});

const times = (count: number, order: (n: number) => Order): Order[] =>
  Array.from({ length: count }, (_, n) => order(n));

const queues = (waiting = 0, deadLetters = 0) => ({ waiting, deadLetters });

const well = { well: true, reasons: [] };

/** A board without orders. */
export const emptyBoard = () => ({
  lanes: { waiting: lane([]), ready: lane([]), stuck: lane([]) },
  queues: { orders: queues(), tabs: queues(), pickups: queues(), receipts: queues() },
  ...well,
});

/** A board of an ordinary busy hour. */
export const busyBoard = () => {
  const later = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
  const waiting = [
    ...times(2, (n) => anOrder(n + 60, { queue: 'pickups', pickupAt: later(35 + 25 * n), ageSeconds: 1900 - 400 * n })),
    ...times(4, (n) =>
      anOrder(n + 40, { status: 'PREPARING', ageSeconds: 75 - 9 * n, queue: n % 2 ? 'tabs' : 'orders' }),
    ),
    ...times(9, (n) => anOrder(n, { ageSeconds: 63 - 6 * n })),
    ...times(4, (n) => anOrder(n + 20, { queue: 'tabs', ageSeconds: 48 - 9 * n })),
  ];
  return {
    lanes: {
      waiting: lane(waiting),
      ready: lane(times(11, (n) => anOrder(n + 80, { status: 'READY', ageSeconds: 14 + 31 * n }))),
      stuck: lane(times(1, (n) => anOrder(n + 99, { status: 'STUCK', ageSeconds: 420 }))),
    },
    queues: { orders: queues(11), tabs: queues(6, 1), pickups: queues(2), receipts: queues(3) },
    well: false,
    reasons: ['dead-letters', 'stuck'],
  };
};

/** The board of a shop with thousands of orders: the answer has the oldest 200, the newest 100, and 100 stuck ones. */
export const crowdedBoard = (first = 0) => ({
  lanes: {
    waiting: lane(
      times(200, (n) =>
        anOrder(first + n, {
          status: n < 20 ? 'PREPARING' : 'PLACED',
          queue: n % 10 === 0 ? 'tabs' : 'orders',
          ageSeconds: 400 - n,
        }),
      ),
      1000,
    ),
    ready: lane(
      times(100, (n) => anOrder(first + n + 1000, { status: 'READY', ageSeconds: 5 + n })),
      1000,
    ),
    stuck: lane(
      times(100, (n) => anOrder(first + n + 2000, { status: 'STUCK', ageSeconds: 90 + n })),
      420,
    ),
  },
  queues: { orders: queues(4100, 400), tabs: queues(480, 20), pickups: queues(0), receipts: queues(12) },
  well: false,
  reasons: ['dead-letters', 'stuck'],
});

const options = (...values: string[]) => values.map((value) => ({ value, label: value.replace('-', ' ') }));

/** A menu with each kind of field. It belongs to no product of this repository. */
export const aMenu = {
  currency: 'EUR',
  form: {
    fields: [
      {
        name: 'plant',
        label: 'Plant',
        kind: 'choice',
        options: options('aloe', 'basil', 'cactus', 'dill', 'elder', 'fern', 'ginger'),
      },
      { name: 'pot', label: 'Pot', kind: 'choice', options: options('clay', 'glass', 'tin') },
      { name: 'pieces', label: 'Pieces', kind: 'number', min: 1, max: 9, initial: 1 },
      {
        name: 'gifts',
        label: 'Gifts',
        kind: 'choices',
        optional: true,
        options: [
          { value: 'bow', label: 'bow', cents: 60 },
          { value: 'card', label: 'card', cents: 120 },
        ],
      },
      { name: 'watered', label: 'Watered', kind: 'yes-no' },
      { name: 'wrapped', label: 'Wrapped', kind: 'yes-no', optional: true },
      { name: 'words', label: 'Words', kind: 'text', optional: true, maxLength: 40 },
      { name: 'letter', label: 'Letter', kind: 'paragraphs', optional: true, maxLength: 400 },
    ],
  },
};

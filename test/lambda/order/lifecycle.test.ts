import { isFinished, statuses, transitions } from '../../../lambda/order/lifecycle.ts';

it('counts an order as finished once it is READY, and after that', () => {
  expect(statuses.filter(isFinished)).toEqual(['READY', 'COLLECTED']);
});

it('allows the transitions of the design, each to its function', () => {
  const steps = Object.values(transitions).flatMap(({ from, to, by }) => from.map((status) => `${status} ${to} ${by}`));
  expect(steps.toSorted()).toEqual([
    'PLACED CANCELLED counter',
    'PLACED PREPARING barista',
    'PREPARING PLACED barista',
    'PREPARING PREPARING barista',
    'PREPARING READY barista',
    'PREPARING STUCK barista',
    'READY COLLECTED counter',
    'STUCK CANCELLED counter',
    'STUCK PREPARING barista',
    'none PLACED cashier',
    'none PREPARING barista',
  ]);
});

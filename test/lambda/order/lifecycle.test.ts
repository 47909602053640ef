import { isFinished, statuses, transitions } from '../../../lambda/order/lifecycle.ts';

it('counts READY and COLLECTED orders as finished', () => {
  expect(statuses.filter(isFinished)).toEqual(['READY', 'COLLECTED']);
});

it('allows exactly the transitions of the design, each by its function', () => {
  const steps = Object.values(transitions).flatMap(({ from, to, by }) => from.map((status) => `${status} ${to} ${by}`));
  expect(steps.toSorted()).toEqual(
    [
      'PLACED CANCELLED counter',
      'PLACED PREPARING barista',
      'PLACED STUCK operator',
      'PREPARING PLACED barista',
      'PREPARING PREPARING barista',
      'PREPARING READY barista',
      'PREPARING STUCK barista',
      'PREPARING STUCK operator',
      'READY COLLECTED counter',
      'STUCK CANCELLED counter',
      'STUCK PREPARING barista',
      'none PLACED cashier',
      'none PREPARING barista',
      'none STUCK operator',
    ].toSorted(),
  );
});

import { isFinished, statuses, transitions } from '../../../lambda/order/lifecycle.ts';

it('counts an order as finished once it is READY, and after that', () => {
  expect(statuses.filter(isFinished)).toEqual(['READY', 'COLLECTED']);
});

it('ends no transition in the status it comes from, a claim after an expired lease aside', () => {
  const same = Object.entries(transitions).filter(([, { from, to }]) => from.some((status) => status === to));
  expect(same.map(([name]) => name)).toEqual(['claim']);
});

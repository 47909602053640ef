import { rounds } from '../../../lambda/batch/rounds.ts';
import { sqsRecord, tabRecord } from '../../support/sqs.ts';

const namesOf = (...args: Parameters<typeof rounds>) =>
  rounds(...args).map((round) => round.map(({ messageId }) => messageId));

it('holds a whole batch of a standard queue in one round, whatever its groups', () => {
  const record = (messageId: string) => sqsRecord('{}', { messageId, group: 'fair' });
  expect(namesOf([record('1'), record('2'), record('3')])).toEqual([['1', '2', '3']]);
});

it('holds the n-th record of each message group in round n on FIFO, in the order in which they came', () => {
  const records = ['a1', 'a2', 'b1', 'a3', 'c1', 'b2'].map(tabRecord);
  expect(namesOf(records)).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']]);
});

it('has no rounds for an empty batch', () => {
  expect(rounds([])).toEqual([]);
});

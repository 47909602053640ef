import type { SQSRecord } from 'aws-lambda';
import { rounds } from '../../../lambda/batch/rounds.ts';
import { deliveryOf } from '../../../lambda/batch/sqs-record.ts';
import { sqsRecord, tabRecord } from '../../support/sqs.ts';

const namesOf = (records: readonly SQSRecord[], random?: () => number) =>
  rounds(records.map(deliveryOf), random).map((round) => round.map(({ record: { messageId } }) => messageId));

it('puts a whole batch of a standard queue into one round, regardless of its groups', () => {
  const record = (messageId: string) => sqsRecord('{}', { messageId, group: 'fair' });
  expect(namesOf([record('1'), record('2'), record('3')])).toEqual([['1', '2', '3']]);
});

it('puts the n-th record of each FIFO message group into round n', () => {
  const records = ['a1', 'a2', 'b1', 'a3', 'c1', 'b2'].map(tabRecord);
  expect(namesOf(records)).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']]);
});

it('returns no rounds for an empty batch', () => {
  expect(rounds([])).toEqual([]);
});

describe('a record that was received more than twice', () => {
  const record = (messageId: string, receiveCount: number) => sqsRecord('{}', { messageId, receiveCount });
  const onTab = (name: string, receiveCount: number) =>
    sqsRecord('{}', { messageId: name, queue: 'tabs.fifo', group: name.slice(0, 1), receiveCount });

  it('runs in a separate round after all others', () => {
    expect(namesOf([record('1', 3), record('2', 2), record('3', 9), record('4', 1)], () => 0)).toEqual([
      ['2', '4'],
      ['1'],
      ['3'],
    ]);
  });

  it('runs in random order with other such records', () => {
    const chances = [0.9, 0.5, 0.1];
    const draw = () => chances.shift() ?? 0;
    expect(namesOf([record('1', 3), record('2', 3), record('3', 3)], draw)).toEqual([['3'], ['2'], ['1']]);
  });

  it('keeps its position in its message group', () => {
    const records = [onTab('a1', 1), onTab('a2', 3), onTab('a3', 1), onTab('b1', 1), onTab('b2', 1)];
    expect(namesOf(records, () => 0)).toEqual([['a1', 'b1'], ['b2'], ['a2'], ['a3']]);
  });
});

import type { SQSRecord } from 'aws-lambda';
import { rounds } from '../../../lambda/batch/rounds.ts';
import { deliveryOf } from '../../../lambda/batch/sqs-record.ts';
import { sqsRecord, tabRecord } from '../../support/sqs.ts';

/** The names in each round. The records with names in `suspected` are suspects. */
const namesOf = (records: readonly SQSRecord[], suspected = '', random?: () => number) => {
  const deliveries = records.map(deliveryOf);
  const suspects = new Set(deliveries.filter(({ record }) => suspected.split(' ').includes(record.messageId)));
  return rounds(deliveries, suspects, random).map((round) => round.map(({ record: { messageId } }) => messageId));
};

it('puts a whole batch of a standard queue into one round, regardless of its groups', () => {
  const record = (messageId: string) => sqsRecord('{}', { messageId, group: 'fair' });
  expect(namesOf([record('1'), record('2'), record('3')])).toEqual([['1', '2', '3']]);
});

it('puts the n-th record of each FIFO message group into round n', () => {
  const records = ['a1', 'a2', 'b1', 'a3', 'c1', 'b2'].map(tabRecord);
  expect(namesOf(records)).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']]);
});

it('returns no rounds for an empty batch', () => {
  expect(rounds([], new Set())).toEqual([]);
});

it('puts a record into the first round even if it was received often', () => {
  const records = [1, 3, 999].map((receiveCount) => sqsRecord('{}', { messageId: String(receiveCount), receiveCount }));
  expect(namesOf(records)).toEqual([['1', '3', '999']]);
});

describe('a suspect', () => {
  const record = (messageId: string) => sqsRecord('{}', { messageId });

  it('runs in a separate round after all others', () => {
    expect(namesOf(['1', '2', '3', '4'].map(record), '1 3', () => 0)).toEqual([['2', '4'], ['1'], ['3']]);
  });

  it('runs in random order with other suspects', () => {
    const chances = [0.9, 0.5, 0.1];
    const draw = () => chances.shift() ?? 0;
    expect(namesOf(['1', '2', '3'].map(record), '1 2 3', draw)).toEqual([['3'], ['2'], ['1']]);
  });

  it('keeps its position in its message group', () => {
    const records = ['a1', 'a2', 'a3', 'b1', 'b2'].map(tabRecord);
    expect(namesOf(records, 'a2', () => 0)).toEqual([['a1', 'b1'], ['b2'], ['a2'], ['a3']]);
  });
});

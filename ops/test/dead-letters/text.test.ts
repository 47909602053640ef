import { letterOf } from '../../dead-letters/letter.ts';
import { listLetters } from '../../dead-letters/list.ts';
import { listingText, totalText } from '../../dead-letters/list-text.ts';
import { peekText } from '../../dead-letters/peek-text.ts';
import { aQueue, fakeDlq, receivedLetter } from '../support/letters.ts';

const queue = aQueue();

describe('a listing without a chosen dead letter', () => {
  const listing = {
    queue,
    read: 0,
    selected: 0,
    orders: 0,
    groups: [],
    isListed: () => true,
    approximate: { visible: 0, inFlight: 0 },
  };

  it.each([
    ['the queue is empty', {}, 'No dead letter.'],
    ['another choice was made', { read: 3 }, 'None of 3 dead letters is chosen.'],
    ['another reader has them', { approximate: { visible: 0, inFlight: 2 } }, 'No dead letter is visible now.'],
    ['SQS has not shown them', { approximate: { visible: 2, inFlight: 0 } }, 'No dead letter is visible now.'],
  ])('tells that %s', (_why, more, expected) => {
    expect(listingText([{ ...listing, ...more }], 0)).toBe(expected);
  });
});

it('tells how many orders a pick-up number chose, because two orders can have it', async () => {
  const ids = ['order-1', 'order-2', 'order-2'];
  const letters = ids.map((orderId, n) => ({ ...receivedLetter(`a${n}`), Body: JSON.stringify({ orderId }) }));
  const { sqs } = fakeDlq({ queue, letters });
  const listing = await listLetters({ sqs, queue, select: async () => true, signal: new AbortController().signal });
  expect(totalText([listing])).toBe('3 dead letters of 2 orders');
  expect(totalText([{ ...listing, selected: 1, orders: 0 }])).toBe('1 dead letter');
});

it('shows a body of one line, as long as SQS takes it', () => {
  const body = 'x'.repeat(1024 * 1024);
  const letter = letterOf(queue, { ...receivedLetter('a1'), Body: body });
  const shown = peekText({ letter, record: undefined, stored: undefined }, 0);
  expect(shown.match(/x/g)).toHaveLength(body.length);
});

it.each([
  ['1', '1 time'],
  ['2', '2 times'],
])('counts %s receives as %s', (count, shown) => {
  const received = receivedLetter('a1');
  const Attributes = { ...received.Attributes, ApproximateReceiveCount: count };
  const letter = letterOf(queue, { ...received, Attributes });
  expect(peekText({ letter, record: undefined, stored: undefined }, 0)).toMatch(
    new RegExp(`^received +${shown}$`, 'm'),
  );
});

import { stubAws } from '../support/aws-stub.ts';
import { deleteDeadLetters } from './dead-letters.ts';

const LIMIT = { attempts: 1, milliseconds: 1000 };
const ADA = 'ada@example.org';
const bodyOf = (email: string): string => JSON.stringify({ customer: { email } });

type Letter = { readonly id: string; readonly email: string; held?: boolean };

/** A dead-letter queue. A FIFO queue shows the first ten letters of its one group, and none while it hides a letter. */
const aDlq = (letters: readonly Letter[], fifo = false) => {
  let left = letters.map((letter) => ({ ...letter }));
  const hide = (letter: Letter): object => {
    letter.held = true;
    return { MessageId: letter.id, ReceiptHandle: letter.id, Body: bodyOf(letter.email) };
  };
  return {
    ids: () => left.map(({ id }) => id),
    hidden: () => left.filter(({ held }) => held).map(({ id }) => id),
    answer: (operation: string, input: unknown): object => {
      const { ReceiptHandle, Entries = [] } = Object(input);
      if (operation === 'GetQueueAttributes') return countsOf(left);
      if (operation === 'ReceiveMessage') {
        const shown = fifo && left.some(({ held }) => held) ? [] : left.filter(({ held }) => !held);
        return { Messages: shown.slice(0, 10).map(hide) };
      }
      const ids: readonly unknown[] = [ReceiptHandle, ...Entries.map((entry: object) => Object(entry).ReceiptHandle)];
      if (operation.startsWith('DeleteMessage')) left = left.filter(({ id }) => !ids.includes(id));
      else
        for (const letter of left) if (ids.includes(letter.id)) letter.held = Object(Entries[0]).VisibilityTimeout > 0;
      return {};
    },
  };
};

const countsOf = (letters: readonly Letter[]): object => {
  const hidden = letters.filter(({ held }) => held).length;
  return {
    Attributes: {
      ApproximateNumberOfMessages: String(letters.length - hidden),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
    },
  };
};

/** A shop with these dead letters, without pickups. */
const aShop = ({ orders = [] as readonly Letter[], tabs = [] as readonly Letter[] }) => {
  const dlqs = { orders: aDlq(orders), tabs: aDlq(tabs, true) };
  const { connect } = stubAws((call, input) => {
    const { QueueUrl } = Object(input);
    const dlq = QueueUrl.endsWith('.fifo') ? dlqs.tabs : dlqs.orders;
    return dlq.answer(call.replace('sqs ', ''), input);
  });
  const outputs = { OrdersDlqUrl: 'https://sqs/1/dead-orders', TabsDlqUrl: 'https://sqs/1/dead-tabs.fifo' };
  const shop = { sqs: connect.sqs(LIMIT), s3: connect.s3(LIMIT), outputs: { ...outputs, PickupsDlqUrl: '' } };
  return { dlqs, erase: (email: string) => deleteDeadLetters(shop, { orderIds: [], email }) };
};

const lettersOf = (email: string, name: string, count = 1): Letter[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${name}${n}`, email }));
const GRACE = 'grace@example.org';

describe('an erasure', () => {
  it('deletes the letters of the customer, and hides no other one, so the next erasure finds the rest', async () => {
    const { dlqs, erase } = aShop({ orders: [...lettersOf(ADA, 'ada', 2), ...lettersOf(GRACE, 'grace', 2)] });
    expect(await erase(ADA)).toBe(2);
    expect({ ids: dlqs.orders.ids(), hidden: dlqs.orders.hidden() }).toEqual({ ids: ['grace0', 'grace1'], hidden: [] });
    expect(await erase(GRACE)).toBe(2);
  });

  it('deletes the letters of a tab behind its first ten', async () => {
    const { dlqs, erase } = aShop({ tabs: [...lettersOf(GRACE, 'grace'), ...lettersOf(ADA, 'ada', 25)] });
    expect(await erase(ADA)).toBe(25);
    expect(dlqs.tabs.ids()).toEqual(['grace0']);
  });

  it('fails if another reader holds letters, and says to run it again', async () => {
    const { dlqs, erase } = aShop({ orders: [...lettersOf(ADA, 'ada'), { id: 'other', email: ADA, held: true }] });
    await expect(erase(ADA)).rejects.toThrow(
      /dead-orders should show all of its 2 dead letters, got 1: .+ run it again/,
    );
    expect(dlqs.orders.ids()).toEqual(['other']);
  });

  it('fails if other customers have the first ten letters of a tab, and says to redrive or drop them', async () => {
    const { dlqs, erase } = aShop({ tabs: [...lettersOf(GRACE, 'grace', 10), ...lettersOf(ADA, 'ada')] });
    await expect(erase(ADA)).rejects.toThrow(
      /dead-tabs\.fifo should show all of its 11 dead letters, got 10: .+redrive or drop/,
    );
    expect(dlqs.tabs.hidden()).toEqual([]);
  });

  it('deletes the letters on other queues before it fails', async () => {
    const { dlqs, erase } = aShop({
      orders: [{ id: 'other', email: ADA, held: true }],
      tabs: lettersOf(ADA, 'ada'),
    });
    await expect(erase(ADA)).rejects.toThrow('dead-orders');
    expect(dlqs.tabs.ids()).toEqual([]);
  });
});

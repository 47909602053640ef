import { fitsUnchanged, toDlq, toSource } from '../../dead-letters/outgoing.ts';

const STANDARD = { fifo: false, maxBytes: 1000 };
const text = (value: string) => ({ DataType: 'String', StringValue: value });
const failure = text(JSON.stringify({ code: 'out-of-stock' }));
const contentType = text('application/json');

const aContent = (fields: object = {}) => ({
  messageId: 'letter-1',
  body: '{}',
  attributes: { contentType, failure },
  system: { MessageGroupId: 'group' },
  ...fields,
});

const entryOf = (outgoing: ReturnType<typeof toSource>) => (outgoing.kind === 'fits' ? outgoing.entry : undefined);

describe('a letter that goes back to its queue', () => {
  it('keeps its body, its attributes, its group and its trace', () => {
    const system = { MessageGroupId: 'group', AWSTraceHeader: 'Root=1', SenderId: 'another' };
    expect(entryOf(toSource(aContent({ system }), STANDARD))).toEqual({
      MessageBody: '{}',
      MessageAttributes: { contentType, failure },
      MessageGroupId: 'group',
      MessageSystemAttributes: { AWSTraceHeader: text('Root=1') },
    });
  });

  it('loses its failure if the queue would not take the body with it', () => {
    const content = aContent({ body: 'x'.repeat(1000 - 'contentTypeStringapplication/json'.length) });
    expect(fitsUnchanged(content, STANDARD)).toBe(false);
    expect(entryOf(toSource(content, STANDARD))?.MessageAttributes).toEqual({ contentType });
  });

  it('is too large if the queue does not take it without a failure either', () => {
    const body = 'x'.repeat(1000);
    expect(toSource(aContent({ body }), STANDARD)).toMatchObject({ kind: 'too-large' });
  });

  it('gets the ten attributes back that its quarantine folded, without the failure', () => {
    const names = Array.from({ length: 10 }, (_, n) => `name${n}`);
    const folded = Object.fromEntries(names.map((name) => [name, { dataType: 'String', stringValue: name }]));
    const binary = { dataType: 'Binary', binaryValue: Buffer.from('x').toString('base64') };
    const attributes = { attributes: text(JSON.stringify({ ...folded, name9: binary })), failure };
    const sent = entryOf(toSource(aContent({ attributes }), STANDARD))?.MessageAttributes;
    expect(Object.keys(sent ?? {})).toEqual(names);
    expect(sent?.name0).toEqual(text('name0'));
    expect(sent?.name9).toEqual({ DataType: 'Binary', BinaryValue: Buffer.from('x') });
  });

  it.each(['red', '{}', '{"a":{"dataType":"String","stringValue":"b"}}'])(
    'keeps an attribute with the name of the folded ones that holds something else: %s',
    (value) => {
      const attributes = { attributes: text(value), failure };
      expect(entryOf(toSource(aContent({ attributes }), STANDARD))?.MessageAttributes).toEqual(attributes);
    },
  );
});

describe('the deduplication id on a FIFO queue', () => {
  const FIFO = { fifo: true, maxBytes: 1000 };
  const idOf = (messageId: string, prepare = toSource) =>
    entryOf(prepare(aContent({ messageId }), FIFO))?.MessageDeduplicationId;

  it('is the same for each redrive of a dead letter, so that SQS drops the second one', () => {
    expect(idOf('letter-1')).toBe(idOf('letter-1'));
  });

  it('is another one for the next dead letter of the order, so that SQS drops no later redrive', () => {
    expect(idOf('letter-1')).not.toBe(idOf('letter-2'));
  });

  it('is another one for a restore', () => {
    expect(idOf('letter-1')).not.toBe(idOf('letter-1', toDlq));
  });

  it('holds no message id, because SQS does not encrypt it', () => {
    expect(idOf('letter-1')).toMatch(/^[0-9a-f]{64}$/);
  });
});

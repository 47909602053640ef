import { createDynamoDb, type Write } from '../aws/dynamodb.ts';

const open = () => {
  const writes: Write[] = [];
  const store = createDynamoDb({ orders: 'id' }, (write) => writes.push(write));
  store.call('PutItem', {
    TableName: 'orders',
    Item: { id: { S: 'a' }, n: { N: '1' }, lease: { M: { until: { N: '5' } } } },
  });
  return { store, writes };
};

const update = (condition: string, expression = 'SET n = :n') => ({
  TableName: 'orders',
  Key: { id: { S: 'a' } },
  ConditionExpression: condition,
  UpdateExpression: expression,
  ExpressionAttributeNames: { '#until': 'until' },
  ExpressionAttributeValues: { ':n': { N: '2' }, ':five': { N: '5' }, ':ten': { N: '10' } },
});

describe('a conditional write', () => {
  it.each([
    'attribute_exists(id)',
    'n < :n',
    'lease.#until = :five',
    'attribute_not_exists(id) OR n < :n AND lease.#until < :ten',
    'attribute_not_exists(id) OR (n < :n AND lease.#until < :ten)',
    'NOT n = :n',
    'n IN (:five, :n) OR lease.#until IN (:five, :n)',
  ])('changes the item if it meets %s', (condition) => {
    const { store } = open();
    expect(store.call('UpdateItem', update(condition)).status).toBe(200);
    expect(store.item('orders', 'a')?.n).toEqual({ N: '2' });
  });

  it.each([
    'attribute_not_exists(id)',
    'n > :n',
    '(attribute_not_exists(id) OR n < :n) AND lease.#until > :five',
    'missing < :n',
    'NOT n < :n',
  ])('is refused and changes nothing if the item does not meet %s', (condition) => {
    const { store, writes } = open();
    const { status, body } = store.call('UpdateItem', update(condition));
    expect(status).toBe(400);
    expect(body).toMatchObject({ __type: expect.stringContaining('ConditionalCheckFailedException') });
    expect(store.item('orders', 'a')?.n).toEqual({ N: '1' });
    expect(writes).toHaveLength(1);
  });

  it('answers the item that refused it, if asked to', () => {
    const { store } = open();
    const asked = { ...update('n > :n'), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
    expect(store.call('UpdateItem', asked).body).toMatchObject({ Item: { n: { N: '1' } } });
  });
});

describe('an update', () => {
  it('adds, keeps and removes attributes, and reads the item before it', () => {
    const { store } = open();
    store.call('UpdateItem', update('n < :n', 'SET n = n + :five, m = if_not_exists(m, :ten) REMOVE lease'));
    expect(store.item('orders', 'a')).toEqual({ id: { S: 'a' }, n: { N: '6' }, m: { N: '10' } });
  });

  it.each([
    ['ALL_NEW', { id: { S: 'a' }, n: { N: '2' }, lease: { M: { until: { N: '5' } } } }],
    ['UPDATED_NEW', { n: { N: '2' } }],
    ['UPDATED_OLD', { n: { N: '1' } }],
  ] as const)('answers %s', (ReturnValues, Attributes) => {
    const { store } = open();
    expect(store.call('UpdateItem', { ...update('n < :n'), ReturnValues }).body).toEqual({ Attributes });
  });

  it('refuses an expression that it does not know', () => {
    const { store } = open();
    expect(() => store.call('UpdateItem', update('n < :n', 'ADD n :n'))).toThrow(
      "expected SET or REMOVE in 'ADD n :n'",
    );
  });
});

import { readItem } from '../orders/records.ts';

it('a record that another release wrote is named by its number', () => {
  const item = { orderId: { S: '5f0c7a52-9f3e-4d4b-8a11-0d6f6a3f1c2e' }, status: { S: 'WAITING' } };
  expect(() => readItem(item)).toThrow(
    expect.objectContaining({
      exitCode: 1,
      message: expect.stringMatching(
        /^the record of P-2650 should be one that this release reads, got a fault at .*\/status.*: use the release that wrote it$/,
      ),
    }),
  );
});

import { measureRecovery, type RecoveryCase, recoveryLimit } from '../search/recovery.ts';

const faults = ['refused', 'request lost', 'answer lost', 'stalled', 'trickled', 'error', 'throttled'] as const;
const aCase = (varied: Partial<RecoveryCase>): RecoveryCase => ({
  ...{ fault: 'request lost', outageSeconds: 60, orders: 20, prepareSeconds: 0.2, onTabs: false },
  ...varied,
});

const check = async (recoveryCase: RecoveryCase): Promise<void> => {
  const recovery = await measureRecovery(recoveryCase);
  expect(recovery.made).toBe(recoveryCase.orders);
  expect(recovery.afterOutage).toBeLessThanOrEqual(recoveryLimit(recoveryCase, recovery));
};

describe.each(faults)('after a store outage in which every call is %s', (fault) => {
  it.each([
    { outageSeconds: 60 },
    { outageSeconds: 60, onTabs: true },
    { outageSeconds: 600 },
    { outageSeconds: 12 * 3600 },
  ])('the last order is made in proportion to it: %j', async (varied) => {
    await check(aCase({ fault, ...varied }));
  });
});

describe('2,000 orders that wait during an outage', () => {
  it.each([
    { fault: 'request lost', onTabs: false },
    { fault: 'refused', onTabs: false },
    { fault: 'request lost', onTabs: true },
  ] as const)('are made at full speed after it: %j', async (varied) => {
    await check(aCase({ ...varied, orders: 2000, prepareSeconds: 2 }));
  });
});

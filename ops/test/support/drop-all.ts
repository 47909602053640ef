import { depth } from '../../../test/journey/support/orders.ts';
import { until } from '../../../test/journey/support/until.ts';
import type { OpsOnTarget } from './on-target.ts';

/** Drops the dead letters of a queue. Those that an earlier test has received are visible again after a few seconds. */
export const dropAll = async ({ target, ops }: OpsOnTarget, name: 'orders' | 'tabs'): Promise<void> => {
  await until(
    async () => {
      await ops(['dlq', 'drop', '--queue', name, '--all', '--yes']);
      return depth(target, name === 'orders' ? target.outputs.OrdersDlqUrl : target.outputs.TabsDlqUrl);
    },
    (left) => left === 0,
    { seconds: 30 },
  );
};

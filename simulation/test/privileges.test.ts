import { propertiesOf, templatesOf } from '../../test/support/synth.ts';
import { levels } from '../engine/faults.ts';
import { simulateSeed } from '../shop/simulator.ts';

/** The logical ids of the resources, by their names in the simulator. */
const logicalIds: Readonly<Record<string, RegExp>> = {
  orders: /OrdersQueue|OrderStoreTable/,
  'tabs.fifo': /TabsQueue/,
  pickups: /PickupsQueue/,
  receipts: /ReceiptsQueue/,
  'dead-orders': /OrdersDlq/,
  'dead-tabs.fifo': /TabsDlq/,
  'dead-pickups': /PickupsDlq/,
  'dead-receipts': /ReceiptsDlq/,
  'orders/index/board': /OrderStoreTable.*\/index\/board/,
  'order-events': /OrderEvents/,
  'claim-checks': /ClaimChecksBucket/,
  'shop@example.org': /identity\//,
};

type Statement = { readonly Action: string | readonly string[]; readonly Resource: unknown };

const policies = templatesOf('dev').service.findResources('AWS::IAM::Policy');
const statementsOf = (name: string): readonly Statement[] =>
  propertiesOf(policies, `${name.charAt(0).toUpperCase()}${name.slice(1)}Role`).PolicyDocument.Statement;

const isGranted = (call: string): boolean => {
  const [name = '', action = '', resource = ''] = call.split(' ');
  const pattern = logicalIds[resource];
  if (!pattern) throw new Error(`the resource should be one of the templates, got '${resource}'`);
  return statementsOf(name).some(
    ({ Action, Resource }) => [Action].flat().includes(action) && pattern.test(JSON.stringify(Resource)),
  );
};

describe('the functions of simulated shops', () => {
  it('call only what their roles permit, with and without faults', async () => {
    const calls = new Set<string>();
    for (const level of levels)
      for (const seed of [1, 2, 3, 4, 5])
        for (const call of (await simulateSeed(seed, 50, level)).calls) calls.add(call);

    expect(calls.size).toBeGreaterThan(20);
    expect([...calls].filter((call) => !isGranted(call))).toEqual([]);
  });
});

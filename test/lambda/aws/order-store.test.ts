import { startDynamo } from '../../support/dynamo.ts';
import { describeOrderStore } from '../../support/order-store-suite.ts';
import { describeTransitions } from '../../support/transitions-suite.ts';

describe('over the embedded engine', () => {
  describeOrderStore(startDynamo);
  describeTransitions(startDynamo);
});

import { startDynamo } from '../../support/dynamo.ts';
import { describeOrderStore } from '../../support/order-store-suite.ts';
import { describeTransitions } from '../../support/transitions-suite.ts';

describe('the order store on the embedded DynamoDB', () => {
  describeOrderStore(startDynamo);
  describeTransitions(startDynamo);
});

import { startDynamo } from '../../support/dynamo.ts';
import { describeOrderStore } from '../../support/order-store-suite.ts';

describe('over the embedded engine', () => describeOrderStore(startDynamo));

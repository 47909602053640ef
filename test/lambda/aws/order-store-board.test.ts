import { startDynamo } from '../../support/dynamo.ts';
import { describeBoard } from '../../support/order-store-board-suite.ts';

describe('over the embedded engine', () => describeBoard(startDynamo));

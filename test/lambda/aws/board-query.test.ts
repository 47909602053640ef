import { describeBoard } from '../../support/board-query-suite.ts';
import { startDynamo } from '../../support/dynamo.ts';

describe('the board query on the embedded DynamoDB', () => describeBoard(startDynamo));

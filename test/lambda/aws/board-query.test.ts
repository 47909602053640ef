import { describeBoard } from '../../support/board-query-suite.ts';
import { startDynamo } from '../../support/dynamo.ts';

describe('over the embedded engine', () => describeBoard(startDynamo));

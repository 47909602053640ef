import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { stubAws } from '../../../test/support/aws-stub.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../failure.ts';
import type { TargetQueue } from '../../target/queues.ts';
import type { LogQuery, Target } from '../../target/target.ts';
import { aQueue } from './letters.ts';

const LIMIT = { attempts: 1, milliseconds: 1000 };

/** A client of DynamoDB whose answers a test gives, by the operation. */
export const stubDynamodb = (answer: (operation: string, input: unknown) => object) => {
  const { connect, calls } = stubAws((call, input) => answer(call.replace('dynamodb ', ''), input));
  const inputsOf = (operation: string): unknown[] =>
    calls.filter(({ call }) => call === `dynamodb ${operation}`).map(({ input }) => input);
  return { dynamodb: connect.dynamodb(LIMIT), inputsOf };
};

export type TargetStubs = {
  readonly sqs?: SQSClient;
  readonly dynamodb?: DynamoDBClient;
  readonly queues?: readonly TargetQueue[];
  /** Sees what is asked of the logs, which have no line. */
  readonly onLogs?: (query: LogQuery) => void;
};

/** A shop whose services answer as a test says, else nothing. */
export const aTarget = ({ sqs, dynamodb, queues = [aQueue()], onLogs }: TargetStubs = {}): Target => {
  const { connect } = stubAws();
  return {
    ...{
      kind: 'local',
      name: 'the shop',
      url: 'http://127.0.0.1:9',
      queues,
      tableName: 'orders',
      bucketName: 'bodies',
    },
    outputs: {
      ...{ CashierUrl: '', OrdersQueueUrl: '', OrdersDlqUrl: '', ReceiptsQueueUrl: '', ReceiptsDlqUrl: '' },
      ...{ OrderTableName: '', ClaimCheckBucketName: '' },
    },
    sqs: sqs ?? connect.sqs(LIMIT),
    dynamodb: dynamodb ?? connect.dynamodb(LIMIT),
    s3: connect.s3(LIMIT),
    lambda: Object.assign(new LambdaClient({ region: 'us-east-1' }), { send: async () => ({}) }),
    readLogs: async (query) => {
      onLogs?.(query);
      return [];
    },
    close: () => undefined,
  };
};

/** What a command told and asked. */
export type Said = {
  readonly results: unknown[];
  readonly steps: unknown[];
  readonly questions: string[];
  readonly notes: string[];
  no: boolean;
};

/** A context without a terminal: a question that `--yes` does not answer ends the command. */
export const aContext = (target: Target) => {
  const said: Said = { results: [], steps: [], questions: [], notes: [], no: false };
  const context: Context = {
    openTarget: async () => target,
    isJson: () => true,
    print: (result) => void said.results.push(result),
    printStep: (step) => void said.steps.push(step),
    note: (text) => void said.notes.push(text),
    answerNo: () => {
      said.no = true;
    },
    confirm: async (question, { yes }) => {
      said.questions.push(question);
      if (!yes) throw new Failure('usage', 'nobody can be asked');
    },
  };
  return { context, said };
};

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { stageNames } from '../../lib/stage-names.ts';
import { openLocal } from './local.ts';
import type { Outputs } from './outputs.ts';
import type { TargetQueue } from './queues.ts';

/** A line of a function's log. Its message is an object, or a text that the runtime wrote. */
export type LogLine = {
  /** ISO 8601. */
  readonly time: string;
  readonly function: string;
  readonly level: string;
  readonly message: unknown;
};

export type LogQuery = {
  readonly since: Date;
  /** A word that each line contains. */
  readonly word: string;
};

/** A running shop: the local one, or a deployed stage. Only the files of this folder know which. */
export type Target = {
  readonly kind: 'local' | 'stage';
  /** The name of the shop in messages, such as "the shop on port 3000". */
  readonly name: string;
  /** The URL of the API, without a slash at the end. */
  readonly url: string;
  readonly outputs: Outputs;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly queues: readonly TargetQueue[];
  readonly tableName: string;
  readonly bucketName: string;
  /** Reads the log lines of all functions that contain a word, in order of time. */
  readLogs(query: LogQuery): Promise<readonly LogLine[]>;
  /** Closes the clients. */
  close(): void;
};

const optionsSchema = v.object({ port: v.number(), stage: v.optional(v.picklist(stageNames)) });
export type TargetOptions = v.InferOutput<typeof optionsSchema>;

/** The options of the command line that name a shop. */
export const readTargetOptions = (options: unknown): TargetOptions => v.parse(optionsSchema, options);

/**
 * Opens the shop on a port of this machine, or a deployed stage.
 *
 * @throws Failure if there is no such shop
 */
export const openTarget = async ({ port, stage }: TargetOptions): Promise<Target> => {
  if (stage === undefined) return openLocal(port);
  const { openStage } = await import('./stage.ts'); // its clients are loaded for a stage only
  return openStage(stage);
};

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { configFor } from '../../lib/config.ts';
import { type Description, ROOT } from '../journey/support/target.ts';
import type { LocalStack } from './container.ts';
import { destroy } from './destroy.ts';
import { keepLogs } from './logs.ts';
import { readOutputs } from './outputs.ts';
import { cdk, type Run } from './run.ts';
import { say, step } from './say.ts';
import { describeTarget, forgetTarget } from './suite.ts';

const region = 'us-east-1';
/** LocalStack accepts any credentials. The CDK and the SDK refuse to run without. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
/** The beginning of the names of all stages' stacks. */
const APPLICATION = 'orderboard';
const LOGS = join('.orderboard', 'localstack-logs');

/** A stage on LocalStack. */
export type Deployment = {
  /** The environment of commands that use LocalStack. */
  readonly run: Run;
  deploy(): Promise<Description>;
  destroy(): Promise<void>;
  /** Writes the logs of LocalStack and of each function of all stages to files. */
  keepLogs(): Promise<void>;
  /** Removes the description of this target. */
  forget(): void;
};

export type DeploymentOptions = {
  readonly localstack: LocalStack;
  /** The URL of the sent mails. */
  readonly mails: string;
  readonly signal: AbortSignal;
  /** @default 'dev' */
  readonly stage?: string;
};

/** The URL of the API in the form that needs no DNS. */
const pathUrl = (endpoint: string, cashierUrl: string): string => {
  const { hostname, pathname } = new URL(cashierUrl);
  return `${endpoint}/_aws/execute-api/${hostname.split('.')[0]}${pathname.replace(/\/$/, '')}`;
};

export const createDeployment = ({ localstack, mails, signal, stage = 'dev' }: DeploymentOptions): Deployment => {
  const { endpoint } = localstack;
  const { prefix } = configFor(stage);
  const context = ['-c', `stage=${stage}`];
  const began = new Date();
  const client = { region, credentials, endpoint };
  const cloudFormation = new CloudFormationClient(client);
  const run = {
    signal,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  };

  return {
    run,
    deploy: async () => {
      await step('cdk bootstrap', () => cdk(['bootstrap', `aws://000000000000/${region}`, ...context], run));
      await step('cdk deploy', () => cdk(['deploy', '--all', '--require-approval', 'never', ...context], run));
      const { CashierUrl, outputs } = await readOutputs(cloudFormation, prefix);
      const url = pathUrl(endpoint, CashierUrl);
      return describeTarget('localstack', {
        url,
        endpoints: { sqs: endpoint, sns: endpoint, s3: endpoint, dynamodb: endpoint, ses: mails },
        outputs,
        mails,
      });
    },
    destroy: () => destroy({ cloudFormation, prefix, context }, run),
    keepLogs: async () => {
      rmSync(join(ROOT, LOGS), { recursive: true, force: true });
      mkdirSync(join(ROOT, LOGS), { recursive: true });
      writeFileSync(join(ROOT, LOGS, 'localstack.log'), localstack.logs());
      say(`the logs of LocalStack and of the functions are in ${LOGS}`);
      await keepLogs(new CloudWatchLogsClient(client), { prefix: APPLICATION, since: began, folder: join(ROOT, LOGS) });
    },
    forget: () => forgetTarget('localstack'),
  };
};

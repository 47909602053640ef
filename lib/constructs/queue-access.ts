import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, AnyPrincipal, Effect, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/**
 * The calls of Lambda's pollers with the role of the function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
 */
const POLL = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** What SQS asks of a producer on an encrypted queue. */
const PRODUCER_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** Permits sending to a queue. `Queue.grantSendMessages` permits more. */
export const grantSend = (queue: IQueue, grantee: IGrantable): void => {
  queue.grant(grantee, 'sqs:SendMessage');
  grantKey(queue, grantee, PRODUCER_KEY_ACTIONS);
};

/** Permits working a queue: what Lambda's pollers and a worker call. An `SqsEventSource` would also permit `sqs:GetQueueUrl`. */
export const grantPoll = (queue: IQueue, grantee: IGrantable): void => {
  queue.grant(grantee, ...POLL, 'sqs:ChangeMessageVisibility');
  grantKey(queue, grantee, ['kms:Decrypt']);
};

/** Permits the use of the key of a queue, if it has one. */
const grantKey = ({ encryptionMasterKey: key }: IQueue, grantee: IGrantable, actions: string[]): void => {
  if (key) Grant.addToPrincipal({ grantee, actions, resourceArns: [key.keyArn] });
};

/**
 * Refuses principals of other accounts, except those of `producers`. An AWS service, such as SNS, is no principal of an account:
 * the other statements of the policy decide about it.
 */
export const refuseOutsiders = (queue: IQueue, producers: readonly string[] = []): void => {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RefuseOtherAccounts',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sqs:*'],
      resources: [queue.queueArn],
      conditions: {
        StringNotEquals: { 'aws:PrincipalAccount': [Stack.of(queue).account, ...producers] },
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
      },
    }),
  );
};

/** Permits other accounts to send to a queue. */
export const permitProducers = (queue: IQueue, producers: readonly string[]): void => {
  if (producers.length === 0) return;
  const principals = producers.map((account) => new AccountPrincipal(account));
  queue.addToResourcePolicy(
    new PolicyStatement({ principals, actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
  );
  queue.encryptionMasterKey?.addToResourcePolicy(
    new PolicyStatement({ principals, actions: PRODUCER_KEY_ACTIONS, resources: ['*'] }),
  );
};

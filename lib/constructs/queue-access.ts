import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, AnyPrincipal, Effect, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/** What SQS asks of a producer on an encrypted queue. */
const PRODUCER_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** Permits sending to a queue. `Queue.grantSendMessages` permits more. */
export const grantSend = (queue: IQueue, grantee: IGrantable): void => {
  queue.grant(grantee, 'sqs:SendMessage');
  const { encryptionMasterKey: key } = queue;
  if (key) Grant.addToPrincipal({ grantee, actions: PRODUCER_KEY_ACTIONS, resourceArns: [key.keyArn] });
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

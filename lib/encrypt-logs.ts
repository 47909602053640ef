import { Aspects } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Encrypts every log group under a scope, so that none can be forgotten. The policy of the key must permit CloudWatch Logs. */
export const encryptLogs = (scope: Construct, key: IKey): void =>
  Aspects.of(scope).add({
    visit: (node) => {
      if (node instanceof CfnLogGroup) node.kmsKeyId = key.keyArn;
    },
  });

import { CognitoUserPoolsAuthorizer, type IAuthorizer, IdentitySource } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';

/** Admits who has signed in to the user pool of the staff. The pool exists already, and no stack of the shop can delete it. */
export const staffAuthorizer = (scope: Construct, userPoolArn: string): IAuthorizer =>
  new CognitoUserPoolsAuthorizer(scope, 'StaffAuthorizer', {
    cognitoUserPools: [UserPool.fromUserPoolArn(scope, 'StaffPool', userPoolArn)],
    identitySource: IdentitySource.header('Authorization'),
  });

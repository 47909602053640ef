import { stageNames } from '../../../lib/stage-names.ts';
import { templatesOf } from '../../support/synth.ts';

const { account } = templatesOf('dev');

it('has one role for the logs of API Gateway, and the setting that names it', () => {
  account.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }] },
  });
  const [role] = Object.keys(account.findResources('AWS::IAM::Role'));
  account.hasResourceProperties('AWS::ApiGateway::Account', { CloudWatchRoleArn: { 'Fn::GetAtt': [role, 'Arn'] } });
});

it('keeps the role and the setting when it is deleted, because other APIs use them', () => {
  for (const type of ['AWS::IAM::Role', 'AWS::ApiGateway::Account'])
    account.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

it('keeps no policy outside the role, which would be deleted with the stack', () => {
  account.resourceCountIs('AWS::IAM::Policy', 0);
});

it('creates another resource of API Gateway first, because an account without one refuses the setting', () => {
  const [key] = Object.keys(account.findResources('AWS::ApiGateway::ApiKey', { Properties: { Enabled: false } }));
  account.hasResource('AWS::ApiGateway::Account', { DependsOn: [key] });
});

it.each(stageNames)('is the only stack with a setting of the account: %s', (stage) => {
  const { state, service, monitoring } = templatesOf(stage);
  for (const template of [state, service, monitoring]) template.resourceCountIs('AWS::ApiGateway::Account', 0);
});

import { Annotations, CfnRule, Fn, type Stack } from 'aws-cdk-lib';
import type { Mail } from './config.ts';

/** The domains that nobody can own, so that SES can verify no sender in them: RFC 2606. */
const EXAMPLE_DOMAIN = /[@.](example\.(com|net|org)|example|invalid|localhost|test)$/i;

/**
 * Makes CloudFormation refuse to deploy stacks if the sender is an example. The synthesis, the local shop and the tests work with
 * such a sender.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export const refuseExampleSender = (mail: Mail, [first, ...others]: readonly [Stack, ...Stack[]]): void => {
  if (mail === 'off' || !EXAMPLE_DOMAIN.test(mail.sender)) return;
  const { sender } = mail;
  const assertDescription =
    `the sender of the mails should be an address that SES has verified, got the example ${sender}: set it in ` +
    'lib/stages.ts, or pass -c sender=<address> or -c mail=off to every deployment';
  const assert = Fn.conditionContains(['an address that SES has verified'], sender); // never true
  for (const stack of [first, ...others]) new CfnRule(stack, 'Sender', { assertions: [{ assert, assertDescription }] });
  Annotations.of(first).addInfoV2('orderboard:example-sender', `CloudFormation refuses a deploy: ${assertDescription}`);
};

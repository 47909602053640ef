// npx cdk deploy --app "node examples/subscriber/app.ts" -c topicArn=<OrderEventsTopicArn> -c email=<address>
import { App } from 'aws-cdk-lib';
import { StuckAlerts } from './stack.ts';

/** The ARN of a subscription has one part more. */
const TOPIC_ARN = /^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/;

const app = new App();
const topicArn: unknown = app.node.tryGetContext('topicArn');
const email: unknown = app.node.tryGetContext('email');
if (typeof topicArn !== 'string' || !TOPIC_ARN.test(topicArn)) {
  const got = topicArn === undefined ? 'none' : `'${String(topicArn)}'`;
  console.error(
    `-c topicArn should be the ARN of a topic, got ${got}: take the output OrderEventsTopicArn of the shop`,
  );
  process.exit(1);
}
new StuckAlerts(app, 'StuckAlerts', {
  stackName: 'stuck-order-alerts',
  description: 'Tells people of orders that are stuck',
  orderEventsTopicArn: topicArn,
  email: typeof email === 'string' ? email : undefined,
});

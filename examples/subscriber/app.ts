// npx cdk deploy --app "node examples/subscriber/app.ts" -c topicArn=<OrderEventsTopicArn> -c email=<address>
import { App } from 'aws-cdk-lib';
import { StuckAlerts } from './stack.ts';

const app = new App();
const topicArn: unknown = app.node.tryGetContext('topicArn');
const email: unknown = app.node.tryGetContext('email');
if (typeof topicArn !== 'string' || !/^arn:[^:]+:sns:/.test(topicArn))
  throw new Error(
    `-c topicArn should be the ARN of a topic, got '${String(topicArn)}': take the output OrderEventsTopicArn of the shop`,
  );
new StuckAlerts(app, 'StuckAlerts', {
  stackName: 'stuck-order-alerts',
  description: 'Tells people of orders that are stuck',
  orderEventsTopicArn: topicArn,
  email: typeof email === 'string' ? email : undefined,
});

// A CDK app with the stacks of the shop and that of the subscriber, so that one local shop runs both.
import { App } from 'aws-cdk-lib';
import { configFor } from '../../../lib/config.ts';
import { createStacks } from '../../../lib/create-stacks.ts';
import { StuckAlerts } from '../../subscriber/stack.ts';

const app = new App();
const { state } = createStacks(app, configFor('dev'));
new StuckAlerts(app, 'StuckAlerts', { orderEventsTopicArn: state.orderEvents.topicArn });

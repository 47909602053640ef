// The next release as a CDK app: it changes a number of every function and every order queue.
import { App, Duration } from 'aws-cdk-lib';
import { configFor } from '../../lib/config.ts';
import { createStacks } from '../../lib/create-stacks.ts';
import { baristaTimes } from '../../lib/times.ts';

const now = configFor('dev');
createStacks(new App(), {
  ...now,
  api: { ...now.api, timeout: Duration.seconds(9) },
  barista: {
    ...now.barista,
    ...baristaTimes({ timeout: Duration.seconds(13), work: now.barista.work }),
  },
  receipts: { ...now.receipts, recordTime: Duration.seconds(9) },
});

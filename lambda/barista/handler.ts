import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { createAnnouncer } from '../aws/announcer.ts';
import { clientOptions } from '../aws/client-options.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { createBatch } from '../batch/batch.ts';
import { baristaVariables, milliseconds, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { createBarista } from './barista.ts';
import { createBrew } from './brew.ts';

const variable = readEnvironment(baristaVariables);
const number = (name: (typeof baristaVariables)[number]) => milliseconds(name, variable(name));
const options = clientOptions({ attempts: 3, milliseconds: 1000 });

export const handler = createBatch({
  log,
  work: createBarista({
    store: createOrderStore({
      client: new DynamoDBClient(options),
      tableName: variable('ORDER_TABLE_NAME'),
      now: Date.now,
    }),
    announce: createAnnouncer({ client: new SNSClient(options), topicArn: variable('ORDER_EVENTS_TOPIC_ARN') }),
    brew: createBrew({ millisecondsPerDrink: number('BREW_MILLISECONDS_PER_DRINK') }),
    leaseMilliseconds: number('LEASE_MILLISECONDS'),
    now: Date.now,
    newToken: randomUUID,
    log,
  }),
});

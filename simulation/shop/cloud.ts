import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { mailedEventTypes } from '../../lambda/order/event.ts';
import type { Context } from '../engine/context.ts';
import type { Service } from '../engine/faults.ts';
import type { Observer } from '../invariants/observer.ts';
import { createDynamoModel, type DynamoModel } from '../models/dynamodb.ts';
import { createS3Model } from '../models/s3.ts';
import { createSesModel } from '../models/ses.ts';
import { createSnsModel } from '../models/sns.ts';
import { createSqsModel, type SqsModel } from '../models/sqs.ts';
import { usesOfCommand } from '../models/use.ts';
import { dlqOf, isDlq, sourceQueues } from '../scenario/queue-names.ts';
import { queueUrl, stageNumbers } from './stage-numbers.ts';

/** The models of all services. */
export type Cloud = {
  readonly sqs: SqsModel;
  readonly dynamodb: DynamoModel;
  /** Runs a command. Throws what the SDK throws. */
  execute(service: Service, command: unknown, caller: string): unknown;
  /** Each different call: function, IAM action and resource, such as `cashier sqs:SendMessage orders`. */
  readonly calls: ReadonlySet<string>;
  /** Sends a message without faults. */
  send(queue: string, body: string, group?: string): void;
};

export type CloudDeps = {
  readonly observer: Observer;
  /** A message may be received from now on. */
  readonly onVisible: (queue: string) => void;
  /** A dead letter of an order, or poison, has arrived. */
  readonly onDeadLetter: () => void;
};

/** The models, which report their changes to the observer. */
export const createCloud = (context: Context, { observer, onVisible, onDeadLetter }: CloudDeps): Cloud => {
  const { scheduler, random, trace, happens } = context;
  const { now, after } = scheduler;

  const sqs = createSqsModel({
    queues,
    random,
    now,
    after,
    onVisible,
    deliversTwice: () => happens('duplicate delivery'),
    oldHandleWorks: () => happens('old handle works'),
    givesUp: () => happens('given up early'),
    onAdded: (queue, message) => {
      observer.observeMessageAdded(queue, message);
      if (!isDlq(queue)) return;
      if (!message.attributes.failure) trace.count('dead-lettered by SQS');
      if (queue !== dlqOf('receipts')) onDeadLetter();
    },
    onRemoved: observer.observeMessageRemoved,
    onHidden: observer.observeMessageHidden,
  });

  const send: Cloud['send'] = (queue, MessageBody, MessageGroupId) => {
    const fifo = MessageGroupId ? { MessageGroupId, MessageDeduplicationId: random.uuid() } : {};
    sqs.execute(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody, ...fifo }));
  };

  const deliver = (body: string, type: string): void => {
    observer.observeEvent(body);
    trace.count('events');
    if (!mailedEventTypes.includes(type)) return;
    for (let times = happens('duplicate event') ? 2 : 1; times > 0; times--)
      after(random.between(0, MOST_DELIVERY_MILLISECONDS), () => send('receipts', body));
  };

  const calls = new Set<string>();
  const models = {
    sqs,
    dynamodb: createDynamoModel({
      now,
      indexLag: () => (happens('index lag') ? random.between(1, MOST_LAG_MILLISECONDS) : 0),
      readLag: () => (happens('stale read') ? random.between(1, MOST_LAG_MILLISECONDS) : 0),
      onWrite: observer.observeWrite,
    }),
    sns: createSnsModel({ failsEntry: () => happens('entry failed'), deliver }),
    s3: createS3Model({ onPut: (_key, body) => observer.observeObject(body) }),
    ses: createSesModel({
      onMail: (to, subject) => {
        trace.count('mails');
        observer.observeMail(to, subject);
      },
    }),
  };

  return {
    sqs,
    dynamodb: models.dynamodb,
    send,
    calls,
    execute: (service, command, caller) => {
      trace.count('calls');
      const [name] = caller.split(' ');
      if (name !== 'operator') for (const use of usesOfCommand(service, command)) calls.add(`${name} ${use}`);
      return models[service].execute(command, caller);
    },
  };
};

const MOST_LAG_MILLISECONDS = 5000;
const MOST_DELIVERY_MILLISECONDS = 500;

const withDlq = (name: string, visibilityMilliseconds: number, maxReceiveCount: number) => [
  { name, visibilityMilliseconds, maxReceiveCount, dlq: dlqOf(name) },
  { name: dlqOf(name), visibilityMilliseconds, maxReceiveCount: Number.POSITIVE_INFINITY },
];

const queues = [
  ...sourceQueues.flatMap((name) => withDlq(name, stageNumbers.visibilityMilliseconds, stageNumbers.maxReceiveCount)),
  ...withDlq('receipts', stageNumbers.receiptsVisibilityMilliseconds, stageNumbers.receiptsMaxReceiveCount),
];

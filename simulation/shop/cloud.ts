import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { mailedEventTypes } from '../../lambda/order/event.ts';
import type { Context } from '../engine/context.ts';
import type { Service } from '../engine/faults.ts';
import type { Invariants } from '../invariants/invariants.ts';
import { createDynamoModel, type DynamoModel } from '../models/dynamodb.ts';
import { createS3Model } from '../models/s3.ts';
import { createSesModel } from '../models/ses.ts';
import { createSnsModel } from '../models/sns.ts';
import { createSqsModel, type QueueDeclaration, type SqsModel } from '../models/sqs.ts';
import type { Plans } from '../scenario/plans.ts';
import { dlqOf, isDlq, queueUrl, sourceQueues, stageNumbers } from './stage-numbers.ts';

/** The services, and what is on them. */
export type Cloud = {
  readonly sqs: SqsModel;
  readonly dynamodb: DynamoModel;
  /** Recipients and subjects of all mails. */
  readonly mailed: ReadonlySet<string>;
  /** Carries a command out. Throws what the SDK throws. */
  execute(service: Service, command: unknown, caller: string): unknown;
  /** Puts a message on a queue, past all faults. */
  send(queue: string, body: string, group?: string): void;
};

export type CloudDeps = {
  readonly invariants: Invariants;
  readonly plans: Plans;
  /** There may be a message to receive. */
  readonly onVisible: (queue: string) => void;
};

const MOST_LAG = 5000;
const SLOWEST_DELIVERY = 500;

const withDlq = (name: string, visibilityMilliseconds: number, maxReceiveCount: number): QueueDeclaration[] => [
  { name, visibilityMilliseconds, maxReceiveCount, dlq: dlqOf(name) },
  { name: dlqOf(name), visibilityMilliseconds, maxReceiveCount: Number.POSITIVE_INFINITY },
];

const queues = [
  ...sourceQueues.flatMap((name) => withDlq(name, stageNumbers.visibilityMilliseconds, stageNumbers.maxReceiveCount)),
  ...withDlq('receipts', stageNumbers.receiptsVisibilityMilliseconds, stageNumbers.receiptsMaxReceiveCount),
];

/** The models, with the invariants looking on. */
export const createCloud = (
  { scheduler, random, trace, chance }: Context,
  { invariants, plans, onVisible }: CloudDeps,
): Cloud => {
  const { now, after } = scheduler;
  const mailed = new Set<string>();

  const sqs = createSqsModel({
    queues,
    random,
    now,
    after,
    onVisible,
    twice: () => chance('delivered twice'),
    oldHandleWorks: () => chance('old receipt works'),
    onAdded: (queue, message) => {
      invariants.planned(message.body, plans);
      invariants.added(queue, message);
      if (isDlq(queue) && !message.attributes.failure) trace.count('given up by SQS');
    },
    onRemoved: invariants.removed,
  });

  const send: Cloud['send'] = (queue, MessageBody, MessageGroupId) => {
    const fifo = MessageGroupId ? { MessageGroupId, MessageDeduplicationId: random.uuid() } : {};
    sqs.execute(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody, ...fifo }));
  };

  const deliver = (body: string, type: string): void => {
    invariants.told(body);
    trace.count('events');
    if (!mailedEventTypes.includes(type)) return;
    for (let times = chance('event twice') ? 2 : 1; times > 0; times--)
      after(random.between(0, SLOWEST_DELIVERY), () => send('receipts', body));
  };

  const models = {
    sqs,
    dynamodb: createDynamoModel({
      now,
      indexLag: () => (chance('index lag') ? random.between(1, MOST_LAG) : 0),
      onWrite: invariants.wrote,
    }),
    sns: createSnsModel({ leavesOut: () => chance('entry left out'), deliver }),
    s3: createS3Model({ onPut: (_key, body) => invariants.planned(body, plans) }),
    ses: createSesModel({
      mail: (to, subject) => {
        trace.count('mails');
        mailed.add(`${to} ${subject}`);
      },
    }),
  };

  return {
    sqs,
    dynamodb: models.dynamodb,
    mailed,
    send,
    execute: (service, command, caller) => {
      trace.count('calls');
      return models[service].execute(command, caller);
    },
  };
};

import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClaimCheck } from '../../../lambda/aws/claim-check.ts';
import type { Load } from '../../../lambda/aws/lazy/load.ts';
import { createForward, createSourceQueues } from '../../../lambda/aws/source-queues.ts';
import type { Meter } from '../prices.ts';
import { answersOf } from './answers.ts';
import type { Gate } from './gate.ts';
import type { Store } from './store.ts';
import { observeStore } from './store-calls.ts';

/** A message that a function sent to a queue. */
export type Sent = {
  readonly queue: string;
  readonly body: string;
  /** Bytes of the body and of the attributes. */
  readonly bytes: number;
  readonly group: string | undefined;
  readonly delaySeconds: number;
};
export type PublishedEvent = { readonly type: string; readonly body: string };

/** What the clients report. */
export type World = {
  readonly store: Store;
  readonly gate: Gate;
  /** Something that AWS charges. */
  readonly observe: (what: string, meter: Meter, quantity: number) => void;
  /** A call, such as `sqs SendMessage`. */
  readonly onCall: (call: string) => void;
  /** The messages of one call, all to one queue. */
  readonly onSend: (messages: readonly Sent[]) => void;
  readonly onPublish: (events: readonly PublishedEvent[]) => void;
  /** The bytes of a claim check, which stays in S3. */
  readonly onStore: (bytes: number) => void;
};

/** Clients that count their calls and what AWS charges for each. Only the store answers as a service does. */
export const countingClients = (world: World) => {
  const answers = answersOf(world);
  const stub =
    <Client extends { send: unknown }>(service: string, client: Client) =>
    (): Client => {
      const send = (command: unknown): Promise<unknown> => {
        const call = `${service} ${Object(command).constructor.name.replace(/Command$/, '')}`;
        const answer = answers[call];
        if (!answer) throw new Error(`a journey should call ${Object.keys(answers).join(', ')}, got ${call}`);
        world.onCall(call);
        return world.gate.pass(async () => answer(Reflect.get(Object(command), 'input')));
      };
      return Object.assign(client, { send });
    };
  const options = { region: 'us-east-1' };
  const dynamodb = observeStore(world.store.connect(), world);
  const connect = {
    dynamodb: () => dynamodb,
    sqs: stub('sqs', new SQSClient(options)),
    sns: stub('sns', new SNSClient(options)),
    s3: stub('s3', new S3Client(options)),
    ses: stub('ses', new SESv2Client(options)),
  };
  const load: Load<'s3' | 'sqs'> = {
    s3: async () => ({ connect: connect.s3, createClaimCheck }),
    sqs: async () => ({ connect: connect.sqs, createSourceQueues, createForward }),
  };
  return { connect, load, close: () => dynamodb.destroy() };
};

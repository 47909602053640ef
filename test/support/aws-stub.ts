import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ClientTimeout } from '../../lambda/aws/client-options.ts';

/** One call that a function made, such as `sqs SendMessage`. */
export type StubbedCall = { readonly call: string; readonly input: unknown; readonly timeout: ClientTimeout };

/** The answer to a call. It throws for a call that fails. */
export type Answer = (call: string, input: unknown) => object;

/** Clients that make no request. They keep their calls, with the limits that they were created with. */
export const stubAws = (answer: Answer = () => ({})) => {
  const calls: StubbedCall[] = [];
  const create =
    <Client extends { send: unknown }>(service: string, client: Client) =>
    (timeout: ClientTimeout): Client =>
      Object.assign(client, {
        send: async (command: unknown) => {
          const call = `${service} ${Object(command).constructor.name.replace('Command', '')}`;
          const input = Reflect.get(Object(command), 'input');
          calls.push({ call, input, timeout });
          return answer(call, input);
        },
      });
  const options = { region: 'eu-central-1' };
  const connect = {
    sqs: create('sqs', new SQSClient(options)),
    dynamodb: create('dynamodb', new DynamoDBClient(options)),
    sns: create('sns', new SNSClient(options)),
    s3: create('s3', new S3Client(options)),
    ses: create('ses', new SESv2Client(options)),
  };
  return { connect, calls };
};

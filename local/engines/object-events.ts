import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { account, region } from '../template/return-values.ts';
import type { BucketResource } from '../template/storage.ts';
import type { NewObject } from './s3-front.ts';

export type ObjectEventsDeps = { readonly sns: SNSClient; readonly buckets: readonly BucketResource[] };

/** Publishes the event of a new object to the topics that the notifications of its bucket name, as S3 does. */
export const createObjectEvents =
  ({ sns, buckets }: ObjectEventsDeps) =>
  async (object: NewObject): Promise<void> => {
    const notifications = buckets.find(({ name }) => name === object.bucket)?.notifications ?? [];
    const wanting = notifications.filter(
      ({ event, prefix }) => matches(event, object.eventName) && object.key.startsWith(prefix),
    );
    const Message = JSON.stringify({ Records: [recordOf(object)] });
    const Subject = 'Amazon S3 Notification';
    await Promise.all(
      wanting.map(({ topicArn }) => sns.send(new PublishCommand({ TopicArn: topicArn, Message, Subject }))),
    );
  };

/** Whether an event such as `s3:ObjectCreated:*` names an event of an object. */
const matches = (event: string, eventName: string): boolean => {
  const named = event.replace(/^s3:/, '');
  return named.endsWith('*') ? eventName.startsWith(named.slice(0, -1)) : named === eventName;
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const recordOf = ({ bucket, key, size, etag, eventName }: NewObject) => ({
  ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: region, eventTime: new Date().toISOString(), eventName },
  userIdentity: { principalId: account },
  s3: {
    s3SchemaVersion: '1.0',
    bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}`, ownerIdentity: { principalId: account } },
    object: {
      key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
      size,
      eTag: etag.replaceAll('"', ''),
    },
  },
});

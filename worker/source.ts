/** A queue that the worker polls. */
export type Source = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly region: string;
};

/** Describes a queue. Its URL ends with the account and the name, so this needs no call to SQS. */
export const sourceOf = (name: string, url: string, region: string): Source => {
  const [account = '', queueName = ''] = new URL(url).pathname.split('/').slice(-2);
  return { name, url, region, arn: `arn:${partitionOf(region)}:sqs:${region}:${account}:${queueName}` };
};

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

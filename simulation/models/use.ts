/** The IAM action of a command and the resources that it names, such as `sqs:SendMessage orders`. */
export const usesOfCommand = (service: string, command: unknown): string[] => {
  const { QueueUrl, TableName, IndexName, RequestItems, TopicArn, Bucket, FromEmailAddress } = Object(
    Object(command).input,
  );
  // IAM has no actions for batches of messages: `sqs:SendMessage` permits `SendMessageBatch`.
  const operation = String(Object(command).constructor.name).replace(/(Batch)?Command$/, '');
  const index = IndexName === undefined ? '' : `/index/${IndexName}`;
  const named = QueueUrl?.split('/').at(-1) ?? TableName ?? TopicArn ?? Bucket ?? FromEmailAddress;
  const resources: readonly string[] = RequestItems === undefined ? [`${named}${index}`] : Object.keys(RequestItems);
  return resources.map((resource) => `${service}:${operation} ${resource}`);
};

import { type LambdaClient, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import type { QueueName, TargetQueue } from '../target/queues.ts';

/** The event source mapping through which a function gets the messages of a queue. */
export type Mapping = {
  readonly queue: QueueName;
  readonly uuid: string;
  /** Lambda's state, such as `Enabled`, `Disabling` or `Disabled`. */
  readonly state: string;
};

/** Reads the mappings of a queue. It usually has one. */
export const readMappings = async (client: LambdaClient, { name, arn }: TargetQueue): Promise<Mapping[]> => {
  const found: Mapping[] = [];
  for await (const page of paginateListEventSourceMappings({ client }, { EventSourceArn: arn }))
    for (const { UUID = '', State = '' } of page.EventSourceMappings ?? [])
      found.push({ queue: name, uuid: UUID, state: State });
  return found;
};

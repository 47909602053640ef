import { PublishBatchCommand } from '@aws-sdk/client-sns';

export type SnsModel = {
  /** Runs a command. Throws what the SDK throws. */
  execute(command: unknown): unknown;
};

export type SnsModelDeps = {
  /** Whether SNS reports the next entry of a batch as failed. */
  readonly failsEntry: () => boolean;
  /** Delivers one event to the subscriber. */
  readonly deliver: (body: string, type: string) => void;
};

/** One topic of SNS with one subscriber. */
export const createSnsModel = ({ failsEntry, deliver }: SnsModelDeps): SnsModel => ({
  execute: (command) => {
    if (!(command instanceof PublishBatchCommand))
      throw new Error(`the model of SNS should know the command, got ${Object(command).constructor.name}`);
    const Failed: { Id: string | undefined; Code: string; SenderFault: boolean }[] = [];
    for (const { Id, Message = '', MessageAttributes } of command.input.PublishBatchRequestEntries ?? [])
      if (failsEntry()) Failed.push({ Id, Code: 'InternalError', SenderFault: false });
      else deliver(Message, MessageAttributes?.type?.StringValue ?? '');
    return { Failed };
  },
});

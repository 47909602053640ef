import { PublishBatchCommand } from '@aws-sdk/client-sns';

export type SnsModel = {
  /** Carries a command out. Throws what the SDK throws. */
  execute(command: unknown): unknown;
};

export type SnsModelDeps = {
  /** Whether SNS leaves an entry of a batch out, and says so. */
  readonly leavesOut: () => boolean;
  /** A subscriber is told. SNS delivers at least once, and in no order. */
  readonly deliver: (body: string, type: string) => void;
};

/** One topic of SNS with one subscriber. */
export const createSnsModel = ({ leavesOut, deliver }: SnsModelDeps): SnsModel => ({
  execute: (command) => {
    if (!(command instanceof PublishBatchCommand))
      throw new Error(`the model of SNS should know the command, got ${Object(command).constructor.name}`);
    const Failed: { Id: string | undefined; Code: string; SenderFault: boolean }[] = [];
    for (const { Id, Message = '', MessageAttributes } of command.input.PublishBatchRequestEntries ?? [])
      if (leavesOut()) Failed.push({ Id, Code: 'InternalError', SenderFault: false });
      else deliver(Message, MessageAttributes?.type?.StringValue ?? '');
    return { Failed };
  },
});

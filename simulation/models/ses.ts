import { SendEmailCommand } from '@aws-sdk/client-sesv2';

export type SesModel = {
  /** Runs a command. Throws what the SDK throws. */
  execute(command: unknown): unknown;
};

/** SES. It sends every mail. */
export const createSesModel = ({ onMail }: { readonly onMail: (to: string, subject: string) => void }): SesModel => ({
  execute: (command) => {
    if (!(command instanceof SendEmailCommand))
      throw new Error(`the model of SES should know the command, got ${Object(command).constructor.name}`);
    const { Destination, Content } = command.input;
    onMail(Destination?.ToAddresses?.[0] ?? '', Content?.Simple?.Subject?.Data ?? '');
    return {};
  },
});

import { SendEmailCommand } from '@aws-sdk/client-sesv2';

export type SesModel = {
  /** Carries a command out. Throws what the SDK throws. */
  execute(command: unknown): unknown;
};

/** SES, which mails whatever it is given. */
export const createSesModel = ({ mail }: { readonly mail: (to: string, subject: string) => void }): SesModel => ({
  execute: (command) => {
    if (!(command instanceof SendEmailCommand))
      throw new Error(`the model of SES should know the command, got ${Object(command).constructor.name}`);
    const { Destination, Content } = command.input;
    mail(Destination?.ToAddresses?.[0] ?? '', Content?.Simple?.Subject?.Data ?? '');
    return {};
  },
});

import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';

export type S3Model = {
  /** Runs a command. Throws what the SDK throws. */
  execute(command: unknown): unknown;
};

/** One bucket of S3. */
export const createS3Model = ({ onPut }: { readonly onPut: (key: string, body: string) => void }): S3Model => {
  const objects = new Map<string, string>();

  const put = (key: string, body: string, ifNoneMatch: string | undefined) => {
    if (ifNoneMatch === '*' && objects.has(key))
      throw new S3ServiceException({
        name: 'PreconditionFailed',
        $fault: 'client',
        $metadata: { httpStatusCode: 412 },
      });
    objects.set(key, body);
    onPut(key, body);
    return {};
  };

  const get = (key: string) => {
    const body = objects.get(key);
    if (body === undefined) throw new NoSuchKey({ message: 'The specified key does not exist.', $metadata: {} });
    return { Body: { transformToString: async () => body } };
  };

  return {
    execute: (command) => {
      if (command instanceof PutObjectCommand)
        return put(command.input.Key ?? '', String(command.input.Body), command.input.IfNoneMatch);
      if (command instanceof GetObjectCommand) return get(command.input.Key ?? '');
      throw new Error(`the model of S3 should know the command, got ${Object(command).constructor.name}`);
    },
  };
};

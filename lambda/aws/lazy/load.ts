import type { Connect } from '../connect.ts';
import { callService, type Service } from '../service-error.ts';

type S3 = Pick<typeof import('./s3.ts'), 'createClaimCheck'> & { readonly connect: Connect<'s3'>['s3'] };
type Sqs = Pick<typeof import('./sqs.ts'), 'createSourceQueues' | 'createForward'> & {
  readonly connect: Connect<'sqs'>['sqs'];
};

/** Loads a client that only failures and long orders need, with its adapters. Each is a separate chunk of the bundle. */
export type Load<Name extends 's3' | 'sqs'> = { readonly [Each in Name]: () => Promise<{ s3: S3; sqs: Sqs }[Each]> };

/**
 * Loads a part when it is first needed, and keeps it. A load that failed is tried again next time: Node.js keeps no import of a file that it could not read.
 *
 * @throws ServiceError, so that the message is retried
 */
export const loadOnce = <Part>(service: Service, load: () => Promise<Part>): (() => Promise<Part>) => {
  let loading: Promise<Part> | undefined;
  return () => {
    loading ??= callService(service, 'load', load()).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
};

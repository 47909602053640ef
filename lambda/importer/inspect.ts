import type { SQSRecord } from 'aws-lambda';
import type { Inspected } from '../batch/log-line.ts';
import { logName } from '../order/identity.ts';
import { decodeUpload } from './upload.ts';

/** Names the import of an upload in log lines. */
export const inspect = ({ body }: SQSRecord): Inspected => {
  try {
    const upload = decodeUpload(body);
    return { names: upload ? { import: logName(upload.importId) } : {} };
  } catch {
    return { names: {} }; // the handler gives the reason
  }
};

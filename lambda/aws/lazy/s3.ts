import { S3Client } from '@aws-sdk/client-s3';
import { type ClientTimeout, clientOptions } from '../client-options.ts';

export { createClaimCheck } from '../claim-check.ts';
export const connect = (timeout: ClientTimeout): S3Client => new S3Client(clientOptions(timeout));

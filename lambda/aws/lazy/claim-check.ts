import { pointerIn } from '../../order/claim-check.ts';
import type { ClaimCheck, ClaimCheckDeps } from '../claim-check.ts';
import type { ClientTimeout } from '../client-options.ts';
import { type Load, loadOnce } from './load.ts';

export type LazyClaimCheckDeps = Omit<ClaimCheckDeps, 'client'> & {
  readonly load: Load<'s3'>;
  readonly timeout: ClientTimeout;
};

/** A claim check that loads S3 for the first long order. */
export const createLazyClaimCheck = ({ load, timeout, bucketName }: LazyClaimCheckDeps): ClaimCheck => {
  const claimCheck = loadOnce('s3', async () => {
    const { connect, createClaimCheck } = await load.s3();
    return createClaimCheck({ client: connect(timeout), bucketName });
  });
  return {
    storeBody: async (body, identity) => (await claimCheck()).storeBody(body, identity),
    fetchBody: async (body) => (pointerIn(body) ? (await claimCheck()).fetchBody(body) : { body, key: undefined }),
    fetchStoredBody: async (identity) => (await claimCheck()).fetchStoredBody(identity),
  };
};

import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Target, targetKind } from './target.ts';

export type StaffCall = {
  readonly method: string;
  readonly url: string;
  /** @default - no body */
  readonly body?: string;
};

/**
 * The headers of a call for staff. On AWS, API Gateway asks for a signature with the credentials of this shell. The other targets
 * check none.
 */
export const staffHeaders = async (target: Target, call: StaffCall): Promise<Record<string, string>> =>
  targetKind === 'aws' ? await signatureOf(target.sqs.config, call) : contentOf(call);

/** The headers that sign a call (SigV4), and those that it needs without a signature. */
export const signatureOf = async (
  { region, credentials }: Pick<Target['sqs']['config'], 'region' | 'credentials'>,
  call: StaffCall,
): Promise<Record<string, string>> => {
  const { host, protocol, pathname, searchParams } = new URL(call.url);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    ...{ method: call.method, protocol, hostname: host, path: pathname, query: Object.fromEntries(searchParams) },
    ...{ headers: { host, ...contentOf(call) }, ...(call.body === undefined ? {} : { body: call.body }) },
  });
  const { host: _sentByFetch, ...sent } = headers;
  return sent;
};

const contentOf = ({ body }: StaffCall): Record<string, string> =>
  body === undefined ? {} : { 'content-type': 'application/json' };

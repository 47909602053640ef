import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { samples } from '../../lambda/product/index.ts';
import { Failure } from '../failure.ts';

/** The options of `order place` that describe the order. */
export type RequestOptions = {
  readonly name?: string;
  readonly email?: string;
  readonly tab?: string;
  readonly pickupAt?: string;
  /** A file with a request, or `-` for stdin. @default - the sample of the product */
  readonly file?: string;
};

/** SES delivers no mail to this address, and counts no bounce. */
const SAMPLE_EMAIL = 'success@simulator.amazonses.com';
const sample = { ...samples.request, customer: { ...samples.request.customer, email: SAMPLE_EMAIL } };

const requestSchema = v.pipe(v.string(), v.parseJson(), v.looseObject({ customer: v.optional(v.looseObject({}), {}) }));

/** Builds a request: that of the file or the sample, with the fields of the options. The shop itself checks it. */
export const buildRequest = async ({ name, email, tab, pickupAt, file }: RequestOptions): Promise<object> => {
  const request = file === undefined ? sample : await readRequest(file);
  return {
    ...request,
    customer: { ...request.customer, ...(name !== undefined && { name }), ...(email !== undefined && { email }) },
    ...(tab !== undefined && { tab }),
    ...(pickupAt !== undefined && { pickupAt }),
  };
};

const readRequest = async (file: string) => {
  const parsed = v.safeParse(requestSchema, await readText(file));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Failure('usage', `--file should hold an order as JSON, got another text: ${issue.message}`);
};

const readText = async (file: string): Promise<string> => {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new Failure('usage', `--file should be a file that can be read, or - for stdin, got '${file}' (${code})`);
  }
};

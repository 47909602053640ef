import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import type { LocalFunction } from '../functions/function.ts';

/** The version of Lambda's API, with which its paths begin. */
export const INVOKE_PATH = '/2015-03-31/functions/';

const payloadSchema = v.pipe(v.string(), v.parseJson());

/**
 * Creates Lambda's `Invoke` for the local functions.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const createInvokeApi =
  (functions: readonly LocalFunction[]) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, name = ''] = /^([^/]+)\/invocations$/.exec((request.url ?? '').slice(INVOKE_PATH.length)) ?? [];
    const invoked = functions.find(({ resource }) => resource.physicalName === decodeURIComponent(name));
    if (!invoked) return sendError(response, 404, 'ResourceNotFoundException', `no function has the name '${name}'`);
    const payload = v.safeParse(payloadSchema, (await text(request)) || '{}');
    if (!payload.success)
      return sendError(response, 400, 'InvalidRequestContentException', 'the payload should be JSON');
    const invocation = await invoked.invoke(payload.output);
    if (invocation.kind === 'answered') response.end(JSON.stringify(invocation.value ?? null));
    else response.setHeader('X-Amz-Function-Error', 'Unhandled').end(JSON.stringify(invocation.error));
  };

const sendError = (response: ServerResponse, status: number, type: string, Message: string): void => {
  response.writeHead(status, { 'X-Amzn-ErrorType': type }).end(JSON.stringify({ Message }));
};

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import { type EndpointParameterInstructionsSupplier, getEndpointFromInstructions } from '@smithy/core/endpoints';
import { operation } from '@smithy/core/schema';
import { getSmithyContext, toEndpointV1 } from '@smithy/core/transport';
import { retried } from './retried.ts';

type Config = DynamoDBClient['config'] | SNSClient['config'];
type Request = Parameters<Config['requestHandler']['handle']>[0];
type Operation = ReturnType<typeof operation>;

/** Writes the bodies of requests and reads those of answers. */
type Protocol = {
  serializeRequest(operation: Operation, input: object, context: object): Promise<Request>;
  deserializeResponse<Output>(operation: Operation, context: object, response: unknown): Promise<Output>;
};
type Send<Input, Output> = (args: { readonly input: Input }) => Promise<{ response: unknown; output: Output }>;
type Middleware = <Input extends object, Output>(next: unknown, context: object) => Send<Input, Output>;
type Stack = { add(middleware: Middleware, options: { step: 'initialize'; priority: 'low'; name: string }): void };

/**
 * Gives a client a short chain of middleware: serialize, sign, send, read and retry, each by the code of the SDK. The SDK's own chain
 * resolves the endpoint, the credentials and the user agent again for each call, and copies its configuration several times: half of
 * the CPU time of a batch. The short one resolves them once, so a client calls one endpoint.
 *
 * It leaves out the correction of the clock, which Lambda keeps right, and the ids of calls, which nobody reads.
 */
export const shortenChain = <Client extends DynamoDBClient | SNSClient>(client: Client): Client => {
  addChain(client.middlewareStack, client.config);
  return client;
};

const addChain = (stack: Stack, config: Config): void => {
  let resolving: ReturnType<typeof resolve> | undefined;
  const chain = <Input extends object, Output>(_next: unknown, context: object): Send<Input, Output> => {
    const called = callOf(context);
    return async ({ input }) => {
      resolving ??= resolve(config, input, called.command);
      const resolved = await resolving.catch((error: unknown) => {
        resolving = undefined; // the next call tries again
        throw error;
      });
      const request = await resolved.protocol.serializeRequest(called.operation, input, resolved.context);
      Object.assign(request.headers, resolved.headers, traceHeader());
      return retried(await config.retryStrategy(), async () => {
        const { response } = await config.requestHandler.handle(await resolved.signer.sign(request));
        const read = resolved.protocol.deserializeResponse<Output>(called.operation, resolved.context, response);
        return { response, output: await read.catch(withStatus(response.statusCode)) };
      });
    };
  };
  stack.add(chain, { step: 'initialize', priority: 'low', name: 'shortChain' });
};

/** The operation that a command stands for, and the parameters of its endpoint. The SDK has both in the context of its chain. */
const callOf = (
  context: object,
): { readonly operation: Operation; readonly command: EndpointParameterInstructionsSupplier } => {
  const { operationSchema, commandInstance } = getSmithyContext({ ...context });
  if (!isSchema(operationSchema)) throw new Error(`a command should have a schema, got ${typeof operationSchema}`);
  const [, namespace, name, traits, input, output] = operationSchema;
  return { operation: operation(namespace, name, traits, input, output), command: Object(commandInstance).constructor };
};

type Schema = readonly [unknown, ...Parameters<typeof operation>];
const isSchema = (value: unknown): value is Schema => Array.isArray(value) && value.length === 6;
const isProtocol = (value: unknown): value is Protocol =>
  typeof value === 'object' && value !== null && 'serializeRequest' in value;

/** What stays the same for all calls of a client. */
const resolve = async (config: Config, input: object, command: EndpointParameterInstructionsSupplier) => {
  const protocol: unknown = config.protocol;
  if (!isProtocol(protocol)) throw new Error(`a client should have a protocol, got ${typeof protocol}`);
  const resolved = await getEndpointFromInstructions(input, command, { ...config });
  const endpoint = toEndpointV1(resolved);
  return {
    protocol,
    context: { ...config, endpoint: async () => endpoint },
    headers: { host: resolved.url.host, 'user-agent': (await config.defaultUserAgentProvider()).map(asText).join(' ') },
    signer: await config.signer(resolved.properties?.authSchemes?.[0]),
  };
};

/** The SDK tells by the status whether to retry an answer that it cannot read, such as a page of a load balancer. */
const withStatus =
  (httpStatusCode: number) =>
  (error: unknown): never => {
    if (typeof error === 'object' && error !== null && !('$metadata' in error))
      Object.assign(error, { $metadata: { httpStatusCode } });
    throw error;
  };

/** Such as `lang/js`, `os/linux#6.1` and `api/dynamodb#3.1`. */
const asText = ([name, version]: readonly [string, string?]): string => {
  const text = name.startsWith('api/') ? name.toLowerCase() : name;
  return version === undefined ? text : `${text}${name.includes('/') ? '#' : '/'}${version}`;
};

/** The trace goes on in SNS. Lambda stops loops of functions by it. */
const traceHeader = (): Record<string, string> => {
  const { _X_AMZN_TRACE_ID: trace } = process.env;
  return trace ? { 'X-Amzn-Trace-Id': trace } : {};
};

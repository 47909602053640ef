import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import type { LocalFunction } from '../functions/function.ts';
import type { Mapping } from '../functions/mapping.ts';
import { account, region } from '../template/return-values.ts';
import { requestUrl } from './routes.ts';

/** The path of Lambda's API for event source mappings. */
export const MAPPINGS_PATH = '/2015-03-31/event-source-mappings';

/** An event source mapping as Lambda's API names it. */
type NamedMapping = { readonly uuid: string; readonly functionArn: string; readonly mapping: Mapping };

type Answer = { readonly status: number; readonly body: object; readonly error?: string };

const changeSchema = v.pipe(v.string(), v.parseJson(), v.strictObject({ Enabled: v.optional(v.boolean()) }));

/**
 * Creates Lambda's `ListEventSourceMappings`, `GetEventSourceMapping` and `UpdateEventSourceMapping`, which changes `Enabled` only.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export const createMappingsApi = (mappings: readonly Mapping[], functions: readonly LocalFunction[]) => {
  const arnOf = (name: string) => functions.find(({ resource }) => namesOf(resource).includes(name))?.resource.arn;
  const named = mappings.map(
    (mapping): NamedMapping => ({
      uuid: mapping.state().uuid,
      functionArn: arnOf(mapping.resource.FunctionName) ?? '',
      mapping,
    }),
  );
  const lastModified = new Map(named.map(({ uuid }) => [uuid, Date.now()]));

  const describe = ({ uuid, functionArn, mapping: { resource, state } }: NamedMapping) => ({
    UUID: uuid,
    EventSourceMappingArn: `arn:aws:lambda:${region}:${account}:event-source-mapping:${uuid}`,
    EventSourceArn: resource.EventSourceArn,
    FunctionArn: functionArn,
    State: state().state,
    StateTransitionReason: 'USER_INITIATED',
    LastModified: (lastModified.get(uuid) ?? 0) / 1000,
    BatchSize: resource.BatchSize,
    MaximumBatchingWindowInSeconds: resource.MaximumBatchingWindowInSeconds,
    FunctionResponseTypes: resource.FunctionResponseTypes,
    ...(resource.ScalingConfig ? { ScalingConfig: resource.ScalingConfig } : {}),
  });

  const list = ({ searchParams }: URL): Answer => {
    const [eventSource, name] = [searchParams.get('EventSourceArn'), searchParams.get('FunctionName')];
    const functionArn = name === null ? null : arnOf(name);
    if (functionArn === undefined) return notFound(`Function not found: ${name}`);
    const wanted = named
      .filter(({ mapping }) => eventSource === null || mapping.resource.EventSourceArn === eventSource)
      .filter((each) => functionArn === null || each.functionArn === functionArn);
    return { status: 200, body: { EventSourceMappings: wanted.map(describe) } };
  };

  const update = (found: NamedMapping, body: string): Answer => {
    const change = v.safeParse(changeSchema, body);
    if (!change.success)
      return refuse('InvalidParameterValueException', `the body should be JSON with Enabled only, got ${body}`);
    const { Enabled: enabled } = change.output;
    const { state, setEnabled } = found.mapping;
    if (state().state.endsWith('ing'))
      return refuse('ResourceInUseException', 'Cannot update the event source mapping because it is in use.');
    if (enabled !== undefined) {
      setEnabled(enabled);
      lastModified.set(found.uuid, Date.now());
    }
    return { status: 202, body: describe(found) };
  };

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const url = requestUrl(request);
    const method = request.method ?? 'GET';
    const uuid = url.pathname.slice(MAPPINGS_PATH.length).replaceAll('/', '');
    if (uuid === '' && method === 'GET') return list(url);
    const found = named.find((each) => each.uuid === uuid);
    if (uuid !== '' && !found) return notFound('The resource you requested does not exist.');
    if (found && method === 'GET') return { status: 200, body: describe(found) };
    if (found && method === 'PUT') return update(found, await text(request));
    const expected = 'the call should be ListEventSourceMappings, GetEventSourceMapping or UpdateEventSourceMapping';
    return refuse('UnknownOperationException', `${expected}, got ${method} ${url.pathname}`);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body, error } = await answer(request);
    const type = error === undefined ? {} : { 'X-Amzn-ErrorType': error };
    response.writeHead(status, { 'Content-Type': 'application/json', ...type }).end(JSON.stringify(body));
  };
};

/** Lambda takes a function's name, its ARN, or the ARN without its beginning. */
const namesOf = ({ physicalName, arn }: LocalFunction['resource']): readonly string[] => [
  physicalName,
  arn,
  `${account}:function:${physicalName}`,
];

const notFound = (message: string): Answer => ({ ...refuse('ResourceNotFoundException', message), status: 404 });

/** The messages are those of Lambda, if it has one. */
const refuse = (error: string, message: string): Answer => ({
  status: 400,
  error,
  body: { Type: 'User', Message: message },
});

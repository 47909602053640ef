import { join } from 'node:path';
import * as v from 'valibot';
import { booleanProperty, numberProperty, type Resource, resourcesOfType } from './resource.ts';

/** The tag whose value is the function's name in the log and in the control API. */
const NAME_TAG = 'component';

const functionSchema = v.object({
  Code: v.object({ S3Key: v.string() }),
  Handler: v.string(),
  Role: v.string(),
  Timeout: v.optional(numberProperty, 3),
  MemorySize: v.optional(numberProperty, 128),
  ReservedConcurrentExecutions: v.optional(numberProperty),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.string()) })),
  Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.string() })), []),
});

const customResourceSchema = v.object({ ServiceToken: v.string() });

const mappingSchema = v.object({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  Enabled: v.optional(booleanProperty, 'true'),
  BatchSize: v.optional(numberProperty, 10),
  MaximumBatchingWindowInSeconds: v.optional(numberProperty, 0),
  FunctionResponseTypes: v.optional(v.array(v.string()), []),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: numberProperty })),
});

export type FunctionResource = {
  /** The value of the tag `component`, or the logical id. */
  readonly name: string;
  readonly physicalName: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly modulePath: string;
  readonly exportName: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly concurrency: number | undefined;
  readonly variables: Readonly<Record<string, string>>;
};

export type MappingResource = Readonly<v.InferOutput<typeof mappingSchema>>;

/**
 * Reads the functions, without those that work a custom resource: they run during a deployment only.
 *
 * @param assets the folder of each asset, by its S3 key
 */
export const readFunctions = (
  resources: readonly Resource[],
  assets: ReadonlyMap<string, string>,
): FunctionResource[] => {
  const providers = readProviders(resources);
  const functions = resourcesOfType(resources, 'AWS::Lambda::Function');
  return functions.filter(({ attribute }) => !providers.has(attribute('Arn'))).map(toFunction(assets));
};

const readProviders = (resources: readonly Resource[]): ReadonlySet<string> =>
  new Set(
    resources
      .filter(({ type }) => type.startsWith('Custom::'))
      .map(({ parse }) => parse(customResourceSchema).ServiceToken),
  );

const toFunction =
  (assets: ReadonlyMap<string, string>) =>
  ({ logicalId, ref, attribute, parse }: Resource): FunctionResource => {
    const properties = parse(functionSchema);
    const [file = 'index', exportName = 'handler'] = properties.Handler.split('.');
    return {
      name: properties.Tags.find(({ Key }) => Key === NAME_TAG)?.Value ?? logicalId,
      physicalName: ref,
      arn: attribute('Arn'),
      roleArn: properties.Role,
      modulePath: join(assets.get(properties.Code.S3Key) ?? properties.Code.S3Key, `${file}.mjs`),
      exportName,
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      concurrency: properties.ReservedConcurrentExecutions,
      variables: properties.Environment?.Variables ?? {},
    };
  };

export const readMappings = (resources: readonly Resource[]): MappingResource[] =>
  resourcesOfType(resources, 'AWS::Lambda::EventSourceMapping').map(({ parse }) => parse(mappingSchema));

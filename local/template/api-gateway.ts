import * as v from 'valibot';
import { numberProperty, type Resource, resourcesOfType } from './resource.ts';

const pathSchema = v.object({ ParentId: v.string(), PathPart: v.string() });
const methodSchema = v.object({
  ResourceId: v.string(),
  HttpMethod: v.string(),
  Integration: v.object({ Type: v.literal('AWS_PROXY'), Uri: v.string() }),
});
const stageSchema = v.object({
  MethodSettings: v.optional(
    v.array(
      v.object({ ResourcePath: v.string(), HttpMethod: v.string(), ThrottlingBurstLimit: v.optional(numberProperty) }),
    ),
    [],
  ),
});
const gatewayResponseSchema = v.object({
  ResponseType: v.string(),
  StatusCode: v.optional(numberProperty),
  ResponseParameters: v.optional(v.record(v.string(), v.string()), {}),
  ResponseTemplates: v.optional(v.record(v.string(), v.string()), {}),
});

/** A method of the REST API. `resource` is its path, such as `/items/{id}`. */
export type Route = {
  readonly method: string;
  readonly resource: string;
  readonly functionArn: string;
  /** The most concurrent requests. @default - no limit */
  readonly burstLimit?: number | undefined;
};
export type GatewayResponse = Readonly<v.InferOutput<typeof gatewayResponseSchema>>;

export const readRoutes = (resources: readonly Resource[]): Route[] => {
  const parts = new Map(
    resourcesOfType(resources, 'AWS::ApiGateway::Resource').map(({ ref, parse }) => [ref, parse(pathSchema)] as const),
  );
  const pathOf = (id: string): string => {
    const part = parts.get(id);
    return part ? `${pathOf(part.ParentId)}/${part.PathPart}` : '';
  };
  const burstLimitOf = readBurstLimits(resources);
  return resourcesOfType(resources, 'AWS::ApiGateway::Method').map(({ parse }) => {
    const { ResourceId, HttpMethod: method, Integration } = parse(methodSchema);
    const resource = pathOf(ResourceId) || '/';
    return {
      method,
      resource,
      functionArn: functionArnOf(Integration.Uri),
      burstLimit: burstLimitOf(method, resource),
    };
  });
};

/** The settings of a method replace those of the stage, which have the path `/*`. A slash in a path is written `~1`. */
const readBurstLimits = (resources: readonly Resource[]) => {
  const stages = resourcesOfType(resources, 'AWS::ApiGateway::Stage').map(({ parse }) => parse(stageSchema));
  const limits = new Map(
    stages
      .flatMap(({ MethodSettings }) => MethodSettings)
      .map(({ HttpMethod, ResourcePath, ThrottlingBurstLimit }) => [
        `${HttpMethod} ${ResourcePath.replace(/^\/~1/, '/').replaceAll('~1', '/')}`,
        ThrottlingBurstLimit,
      ]),
  );
  return (method: string, resource: string): number | undefined =>
    limits.get(`${method} ${resource}`) ?? limits.get('* /*');
};

export const readGatewayResponses = (resources: readonly Resource[]): GatewayResponse[] =>
  resourcesOfType(resources, 'AWS::ApiGateway::GatewayResponse').map(({ parse }) => parse(gatewayResponseSchema));

/** The ARN of the function in the URI of a proxy integration. */
const functionArnOf = (uri: string): string => {
  const functionArn = /functions\/(.+)\/invocations$/.exec(uri)?.[1];
  if (functionArn === undefined) throw new Error(`an integration's Uri should name a function, got '${uri}'`);
  return functionArn;
};

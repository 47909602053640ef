import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type MethodOptions,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AddressLimit, type AddressRate } from './address-limit.ts';
import { ClientKeys, type Clients } from './client-keys.ts';
import { addProblemResponses } from './problem-responses.ts';
import { type TraceRate, TraceSampling } from './trace-sampling.ts';

/** The limit of a call, over all callers. API Gateway answers 429 above it. */
export type CallLimit = {
  /** Requests per second. */
  readonly rateLimit: number;
  /** Concurrent requests. */
  readonly burstLimit: number;
};

/** A call that a function answers. */
export type FunctionRoute = {
  readonly method: string;
  readonly path: string;
  readonly answeredBy: IFunction;
  /** Asks the authorizer of the staff. Without one, API Gateway asks for a signature by a principal of IAM that may call it. */
  readonly isStaffOnly: boolean;
};

export interface ShopApiProps {
  readonly name: string;
  /** Accepts orders. */
  readonly cashier: IFunction;
  /** Answers every call about accepted orders, the board and the menu. */
  readonly counter: IFunction;
  /** The limit of each call that has none in `callLimits`. */
  readonly limit: CallLimit;
  /** Limits of calls such as `GET /board.json`. */
  readonly callLimits: Readonly<Record<string, CallLimit>>;
  /** @default none - one address can use up the limits */
  readonly addressRate?: AddressRate | undefined;
  /** @default - the default rule of the account: the first call of each second, and 5 % of the others */
  readonly traceRate?: TraceRate | undefined;
  /** Every call but those for pages asks for the key of one of them. @default none - callers need no API key */
  readonly clients?: Clients | undefined;
  /** More calls, and the functions that answer them. @default none */
  readonly moreRoutes?: readonly FunctionRoute[];
  /** Calls that the API does not have. @default none */
  readonly without?: readonly string[];
  /**
   * Decides who may make the calls for staff, and who may collect an order.
   * @default none - principals of IAM make the calls for staff, and whoever knows the id of an order collects it
   */
  readonly staffAuthorizer?: IAuthorizer;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

const STAGE_NAME = 'shop';

/** The shop's REST API: its routes, its limits and its logs without order ids. */
export class ShopApi extends Construct {
  readonly api: RestApi;
  /** One line for each call, with its route and status. */
  readonly accessLogs: ILogGroup;

  constructor(scope: Construct, id: string, props: ShopApiProps) {
    super(scope, id);
    const { name, addressRate, traceRate, clients, without = [] } = props;
    const routes = routesOf(props).filter((route) => !without.includes(callOf(route)));
    this.accessLogs = new LogGroup(this, 'AccessLogs', retentionOf(props));
    this.api = this.addApi(props, routes.map(callOf));
    this.keepExecutionLogs(props);
    for (const { method, path, integration, authorization, isPublic } of routes)
      this.api.root.resourceForPath(path).addMethod(method, integration, {
        ...authorization,
        ...(clients && !isPublic ? { apiKeyRequired: true } : {}),
      });
    addProblemResponses(this.api, { routes: routes.map(callOf) });
    if (clients) new ClientKeys(this, 'ClientKeys', { api: this.api, prefix: name, clients });
    if (addressRate)
      new AddressLimit(this, 'AddressLimit', { name, rate: addressRate, stage: this.api.deploymentStage });
    if (traceRate)
      new TraceSampling(this, 'TraceSampling', { name, rate: traceRate, apiName: name, stageName: STAGE_NAME });
  }

  private addApi({ name, limit, callLimits }: ShopApiProps, calls: readonly string[]): RestApi {
    return new RestApi(this, 'Api', {
      restApiName: name,
      description: 'Accepts orders and answers calls about them',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false, // one role for all APIs of the account: the stack `Account`
      deployOptions: {
        stageName: STAGE_NAME,
        ...methodOptions(limit),
        methodOptions: Object.fromEntries(
          Object.entries(callLimits).map(([call, own]) => [settingKey(call, calls), methodOptions(own)]),
        ),
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(this.accessLogs),
        accessLogFormat: ACCESS_LOG_FORMAT,
      },
    });
  }

  /** API Gateway would create this log group itself, without a retention, and would leave it behind. */
  private keepExecutionLogs(props: ShopApiProps): void {
    const logGroupName = `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE_NAME}`;
    const logs = new LogGroup(this, 'ExecutionLogs', { ...retentionOf(props), logGroupName });
    this.api.deploymentStage.node.addDependency(logs);
  }
}

/** The route, not the path: an order id is the customer's credential. */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    route: `${AccessLogField.contextHttpMethod()} ${AccessLogField.contextResourcePath()}`,
    status: AccessLogField.contextStatus(),
    latency: AccessLogField.contextResponseLatency(),
    error: AccessLogField.contextErrorMessage(),
  }),
);

const retentionOf = ({ logRetention, removalPolicy }: Pick<ShopApiProps, 'logRetention' | 'removalPolicy'>) => ({
  retention: logRetention,
  removalPolicy,
});

/** The settings of a call replace those of the stage as a whole, so they repeat the level of the logs. */
const methodOptions = ({ rateLimit, burstLimit }: CallLimit) => ({
  throttlingRateLimit: rateLimit,
  throttlingBurstLimit: burstLimit,
  loggingLevel: MethodLoggingLevel.ERROR,
  dataTraceEnabled: false,
});

/** `/orders/POST`, as the CDK names the call `POST /orders`. */
const settingKey = (call: string, calls: readonly string[]): string => {
  if (!calls.includes(call)) throw new Error(`callLimits should name one of ${calls.join(', ')}, got '${call}'`);
  const [method, path] = call.split(' ');
  return `${path}/${method}`;
};

const callOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

type Authorization = Pick<MethodOptions, 'authorizer' | 'authorizationType'>;

type Route = {
  readonly method: string;
  readonly path: string;
  readonly integration: LambdaIntegration;
  /** @default - anybody */
  readonly authorization?: Authorization;
  /** Never asks for an API key. @default false */
  readonly isPublic?: boolean;
};

/** Every call that the API forwards, and the function that answers it. */
const routesOf = (
  props: Pick<ShopApiProps, 'cashier' | 'counter' | 'moreRoutes' | 'staffAuthorizer'>,
): readonly Route[] => {
  const cashier = new LambdaIntegration(props.cashier);
  const counter = new LambdaIntegration(props.counter);
  const named: Authorization = props.staffAuthorizer ? { authorizer: props.staffAuthorizer } : {};
  const staff: Authorization = props.staffAuthorizer ? named : { authorizationType: AuthorizationType.IAM };
  const more = (props.moreRoutes ?? []).map(({ method, path, answeredBy, isStaffOnly }) => {
    const integration = new LambdaIntegration(answeredBy);
    return { method, path, integration, authorization: isStaffOnly ? staff : {} };
  });
  return [
    { method: 'POST', path: '/orders', integration: cashier },
    { method: 'GET', path: '/orders/{orderId}', integration: counter },
    { method: 'DELETE', path: '/orders/{orderId}', integration: counter },
    { method: 'POST', path: '/orders/{orderId}/collect', integration: counter, authorization: named },
    { method: 'GET', path: '/menu', integration: counter },
    { method: 'GET', path: '/board.json', integration: counter },
    // A browser cannot send a key with the address of a page. These pages hold no data.
    { method: 'GET', path: '/', integration: counter, isPublic: true },
    { method: 'GET', path: '/docs', integration: counter, isPublic: true },
    { method: 'GET', path: '/openapi.json', integration: counter, isPublic: true },
    ...more,
  ];
};

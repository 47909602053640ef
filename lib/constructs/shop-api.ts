import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { addProblemResponses } from './problem-responses.ts';

export interface ShopApiProps {
  readonly name: string;
  /** Accepts orders. */
  readonly cashier: IFunction;
  /** Answers every call about accepted orders, the board and the menu. */
  readonly counter: IFunction;
  /** Requests per second, over all callers. */
  readonly rateLimit: number;
  /** Concurrent requests, over all callers. */
  readonly burstLimit: number;
  readonly logRetention: RetentionDays;
}

/** The shop's REST API: its routes, its limits and an access log without order ids. */
export class ShopApi extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, props: ShopApiProps) {
    super(scope, id);
    const { name, rateLimit, burstLimit } = props;
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: name,
      description: 'Accepts orders and answers calls about them',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.DESTROY,
      deployOptions: {
        stageName: 'shop',
        throttlingRateLimit: rateLimit,
        throttlingBurstLimit: burstLimit,
        tracingEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        // The route, not the path: an order id is the customer's credential.
        accessLogFormat: AccessLogFormat.custom(
          JSON.stringify({
            requestId: AccessLogField.contextRequestId(),
            route: `${AccessLogField.contextHttpMethod()} ${AccessLogField.contextResourcePath()}`,
            status: AccessLogField.contextStatus(),
            latency: AccessLogField.contextResponseLatency(),
            error: AccessLogField.contextErrorMessage(),
          }),
        ),
      },
    });
    const routes = routesOf(props);
    for (const { method, path, integration } of routes)
      this.api.root.resourceForPath(path).addMethod(method, integration);
    addProblemResponses(this.api, { routes: routes.map(({ method, path }) => `${method} ${path}`) });
  }
}

/** Every call that the API forwards, and the function that answers it. */
const routesOf = (props: Pick<ShopApiProps, 'cashier' | 'counter'>) => {
  const cashier = new LambdaIntegration(props.cashier);
  const counter = new LambdaIntegration(props.counter);
  return [
    { method: 'POST', path: '/orders', integration: cashier },
    { method: 'GET', path: '/orders/{orderId}', integration: counter },
    { method: 'DELETE', path: '/orders/{orderId}', integration: counter },
    { method: 'POST', path: '/orders/{orderId}/collect', integration: counter },
    { method: 'GET', path: '/menu', integration: counter },
    { method: 'GET', path: '/board.json', integration: counter },
  ];
};

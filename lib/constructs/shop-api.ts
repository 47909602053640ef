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
  /** Takes orders. */
  readonly cashier: IFunction;
  /** Answers questions about them. */
  readonly counter: IFunction;
  /** Requests a second, over all callers. */
  readonly rateLimit: number;
  /** Requests at once, over all callers. */
  readonly burstLimit: number;
  readonly logRetention: RetentionDays;
}

/** The shop's REST API. Whatever API Gateway refuses by itself is a problem document too. */
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
      description: 'Orders for the shop, and questions about them',
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
        // The route, not the path: an order's id is its customer's credential.
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
    this.routes(new LambdaIntegration(props.cashier), new LambdaIntegration(props.counter));
    addProblemResponses(this.api);
  }

  private routes(cashier: LambdaIntegration, counter: LambdaIntegration): void {
    const orders = this.api.root.addResource('orders');
    orders.addMethod('POST', cashier);
    const order = orders.addResource('{orderId}');
    order.addMethod('GET', counter);
    order.addMethod('DELETE', counter);
    order.addResource('collect').addMethod('POST', counter);
    this.api.root.addResource('menu').addMethod('GET', counter);
    this.api.root.addResource('board.json').addMethod('GET', counter);
  }
}

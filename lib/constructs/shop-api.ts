import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

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
    this.refusals();
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

  private refusals(): void {
    const gave = '$context.httpMethod $context.path';
    this.refusal('UnknownRoute', ResponseType.MISSING_AUTHENTICATION_TOKEN, '404', {
      code: 'no-such-route',
      title: 'No such path or method',
      detail: `expected POST /orders, GET or DELETE /orders/{orderId}, POST /orders/{orderId}/collect, GET /menu or GET /board.json, got ${gave}`,
    });
    this.refusal('TooLarge', ResponseType.REQUEST_TOO_LARGE, '413', {
      code: 'too-large',
      title: 'Body too large',
      detail: 'the body should be at most 1048576 bytes, got more than API Gateway takes',
    });
    this.refusal('TooMany', ResponseType.THROTTLED, '429', {
      code: 'too-many-requests',
      title: 'Too many requests',
      detail: `expected fewer requests a second, got more than the shop takes: try again`,
    });
    this.refusal('Malformed', ResponseType.BAD_REQUEST_BODY, '400', {
      code: 'malformed',
      title: 'Malformed request',
      detail: `expected a request that API Gateway can read, got ${gave}`,
    });
    this.refusal('BadRequest', ResponseType.DEFAULT_4XX, undefined, {
      code: 'bad-request',
      title: 'Bad request',
      detail: `expected a request that the shop understands, got ${gave}`,
    });
    this.refusal('Unavailable', ResponseType.DEFAULT_5XX, '503', {
      code: 'unavailable',
      title: 'Not available just now',
      detail: 'expected an answer, got none: try again',
    });
  }

  private refusal(
    id: string,
    type: ResponseType,
    status: string | undefined,
    { code, ...text }: { readonly code: string; readonly title: string; readonly detail: string },
  ): void {
    const body = { type: `urn:orderboard:problem:${code}`, ...(status ? { status: Number(status) } : {}), ...text };
    this.api.addGatewayResponse(id, {
      type,
      ...(status ? { statusCode: status } : {}),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        ...(status === '503' || status === '429' ? { 'Retry-After': "'5'" } : {}),
      },
      templates: { 'application/json': JSON.stringify(body) },
    });
  }
}

import type { ServerResponse } from 'node:http';

/** The emulated services. Each of them can fail on request. */
export const services = ['sqs', 'sns', 's3', 'dynamodb', 'ses'] as const;
export type Service = (typeof services)[number];

/** `refuse`: the connection is closed. `hang`: no answer. `error`: 500. `throttle`: the service's own throttling. */
export const outageModes = ['refuse', 'hang', 'error', 'throttle'] as const;
export type OutageMode = (typeof outageModes)[number];

type ServiceError = { readonly status: number; readonly code: string };

const errors: Record<Service, Record<'error' | 'throttle', ServiceError>> = {
  sqs: { error: { status: 500, code: 'InternalError' }, throttle: { status: 400, code: 'RequestThrottled' } },
  sns: { error: { status: 500, code: 'InternalFailure' }, throttle: { status: 400, code: 'Throttling' } },
  s3: { error: { status: 500, code: 'InternalError' }, throttle: { status: 503, code: 'SlowDown' } },
  dynamodb: {
    error: { status: 500, code: 'InternalServerError' },
    throttle: { status: 400, code: 'ProvisionedThroughputExceededException' },
  },
  ses: {
    error: { status: 500, code: 'InternalServiceErrorException' },
    throttle: { status: 429, code: 'TooManyRequestsException' },
  },
};

const contentTypes: Record<Service, string> = {
  sqs: 'application/x-amz-json-1.0',
  dynamodb: 'application/x-amz-json-1.0',
  sns: 'text/xml',
  s3: 'text/xml',
  ses: 'application/json',
};

const message = 'an injected outage';
const bodies: Record<Service, (code: string) => string> = {
  sqs: (code) => JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }),
  dynamodb: (code) => JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }),
  sns: (code) => `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  s3: (code) => `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  ses: () => JSON.stringify({ message }),
};

/** Answers a request as a service in this outage mode does. */
export const failRequest = (service: Service, mode: OutageMode, response: ServerResponse): void => {
  if (mode === 'hang') return;
  if (mode === 'refuse') {
    response.socket?.destroy();
    return;
  }
  const { status, code } = errors[service][mode];
  const errorType = service === 'ses' ? { 'X-Amzn-ErrorType': code } : {};
  response.writeHead(status, { 'Content-Type': contentTypes[service], ...errorType }).end(bodies[service](code));
};

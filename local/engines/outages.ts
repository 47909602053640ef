import type { ServerResponse } from 'node:http';

/** The services that engines play, and that can be made to fail. */
export const services = ['sqs', 'sns', 's3', 'dynamodb', 'ses'] as const;
export type Service = (typeof services)[number];

/** `refuse`: the connection is closed. `hang`: no answer ever. `error`: 500. `throttle`: as the service throttles. */
export const outageModes = ['refuse', 'hang', 'error', 'throttle'] as const;
export type OutageMode = (typeof outageModes)[number];

type Refusal = { readonly status: number; readonly code: string };

const refusals: Record<Service, Record<'error' | 'throttle', Refusal>> = {
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

const types: Record<Service, string> = {
  sqs: 'application/x-amz-json-1.0',
  dynamodb: 'application/x-amz-json-1.0',
  sns: 'text/xml',
  s3: 'text/xml',
  ses: 'application/json',
};

const bodies: Record<Service, (code: string) => string> = {
  sqs: (code) => JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: 'an outage on purpose' }),
  dynamodb: (code) =>
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'an outage on purpose' }),
  sns: (code) =>
    `<ErrorResponse><Error><Code>${code}</Code><Message>an outage on purpose</Message></Error></ErrorResponse>`,
  s3: (code) => `<Error><Code>${code}</Code><Message>an outage on purpose</Message></Error>`,
  ses: () => JSON.stringify({ message: 'an outage on purpose' }),
};

/** Answers a request as a service does that is out in this way. */
export const failRequest = (service: Service, mode: OutageMode, response: ServerResponse): void => {
  if (mode === 'hang') return;
  if (mode === 'refuse') {
    response.socket?.destroy();
    return;
  }
  const { status, code } = refusals[service][mode];
  const headers = { 'Content-Type': types[service], ...(service === 'ses' ? { 'X-Amzn-ErrorType': code } : {}) };
  response.writeHead(status, headers).end(bodies[service](code));
};

import type { ServerResponse } from 'node:http';

/** The emulated services. Each of them can fail on request. */
export const services = ['sqs', 'sns', 's3', 'dynamodb', 'ses'] as const;
export type Service = (typeof services)[number];

/**
 * `refuse`: the connection is closed. `hang`: no answer. `stall`: the headers and half of the body, then nothing. `trickle`: the
 * headers, then one byte a second, never the last one. `error`: 500. `throttle`: the service's own throttling. A service that
 * stalls or trickles has done its work. In the other modes it does nothing.
 */
export const outageModes = ['refuse', 'hang', 'stall', 'trickle', 'error', 'throttle'] as const;
export type OutageMode = (typeof outageModes)[number];

/** The modes in which a service works, but its answer never ends. */
type UnendingMode = 'stall' | 'trickle';

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

/** Answers a request as a service in this outage mode does. `work` is what the service does outside an outage. */
export const failRequest = (service: Service, mode: OutageMode, response: ServerResponse, work: () => void): void => {
  if (mode === 'hang') return;
  if (mode === 'stall' || mode === 'trickle') {
    withholdBody(mode, response);
    work();
    return;
  }
  if (mode === 'refuse') {
    response.socket?.destroy();
    return;
  }
  const { status, code } = errors[service][mode];
  const errorType = service === 'ses' ? { 'X-Amzn-ErrorType': code } : {};
  response.writeHead(status, { 'Content-Type': contentTypes[service], ...errorType }).end(bodies[service](code));
};

const TRICKLE_MILLISECONDS = 1000;

/** Collects the answer that a service writes. Sends its headers, and never all of its body. */
const withholdBody = (mode: UnendingMode, response: ServerResponse): void => {
  const { setHeader, writeHead, write } = response;
  const chunks: Uint8Array[] = [];
  const collect = (chunk: unknown): void => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const sendPart = (): void => {
    const body = Buffer.concat(chunks).toString('latin1').padEnd(2); // an empty body would be complete
    setHeader.call(response, 'Content-Length', body.length);
    writeHead.call(response, response.statusCode);
    if (mode === 'stall') write.call(response, body.slice(0, body.length / 2), 'latin1');
    else trickle(body, (byte) => write.call(response, byte, 'latin1'), response);
  };
  Object.assign(response, {
    writeHead: (status: number, ...rest: unknown[]) => {
      response.statusCode = status;
      const headers = rest.at(-1);
      if (typeof headers === 'object' && headers !== null)
        for (const [name, value] of Object.entries(headers)) setHeader.call(response, name, value);
      return response;
    },
    write: (chunk: unknown) => {
      collect(chunk);
      return true;
    },
    end: (chunk: unknown) => {
      collect(chunk);
      sendPart();
      return response;
    },
  });
};

const trickle = (body: string, send: (byte: string) => void, response: ServerResponse): void => {
  let sent = 0;
  const next = (): void => {
    if (sent < body.length - 1) send(body.charAt(sent++));
  };
  next();
  const timer = setInterval(next, TRICKLE_MILLISECONDS);
  response.once('close', () => clearInterval(timer));
};

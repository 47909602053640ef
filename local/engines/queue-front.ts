import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type MoveTaskAction, MoveTaskError } from './move-tasks.ts';

const TYPE = 'application/x-amz-json-1.0';

/** Answers the actions that the SQS engine does not have. Passes all others on to it. */
export const createQueueFront = (
  actions: Readonly<Record<string, MoveTaskAction>>,
  engine: RequestListener,
): RequestListener => {
  const answer = async (action: MoveTaskAction, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const output = action(JSON.parse(await text(request)));
      response.writeHead(200, { 'Content-Type': TYPE }).end(JSON.stringify(output));
    } catch (error) {
      if (!(error instanceof MoveTaskError)) throw error;
      const { code, message, status } = error;
      const headers = { 'Content-Type': TYPE, 'x-amzn-query-error': `${code};Sender` };
      response.writeHead(status, headers).end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }));
    }
  };

  return (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
    const action = Object.hasOwn(actions, target) ? actions[target] : undefined;
    if (action) answer(action, request, response).catch(() => response.destroy());
    else engine(request, response);
  };
};

import type { APIGatewayProxyResult } from 'aws-lambda';
import { type Problem, problem } from '../api/answers.ts';
import { isRefusedForGood } from '../failure-answer.ts';

/**
 * The answer to an order that SQS or S3 refused for its content: what the customer can correct. Nothing if an error is another one.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
 */
export const correctionOf = (error: unknown): APIGatewayProxyResult | undefined => {
  if (!isRefusedForGood(error)) return undefined;
  const text = textOf(error);
  if (/\bInvalidMessageContents\b/.test(text)) return problem(UNACCEPTABLE_CHARACTERS);
  return /\bEntityTooLarge\b|\bMessageTooLong\b|must be shorter than/i.test(text) ? problem(TOO_LONG) : undefined;
};

/** What the service said. A refusal for its content has its own code, or only says so in its message. */
const textOf = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${message} ${cause.name} ${cause.message}` : message;

const CHARACTERS =
  'the order should hold only characters that SQS accepts, got others: remove them from names and texts';

const UNACCEPTABLE_CHARACTERS: Problem = {
  status: 422,
  code: 'unacceptable-characters',
  title: 'Unacceptable characters',
  detail: CHARACTERS,
  errors: [{ pointer: '', detail: CHARACTERS }],
};

const TOO_LONG: Problem = {
  status: 413,
  code: 'order-too-long',
  title: 'Order too long',
  detail: 'the order should fit into a message, got a longer one: send fewer lines, or shorter texts',
};

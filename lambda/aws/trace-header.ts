import type { SendMessageCommandInput } from '@aws-sdk/client-sqs';

/**
 * The X-Ray trace of an order, as the attribute that SQS reserves for it. It travels with the message, whereas SQS would take the
 * trace of a whole batch from the request's own header.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
 */
export const traceHeader = (trace: string | undefined): Pick<SendMessageCommandInput, 'MessageSystemAttributes'> =>
  trace ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } } } : {};

// A cashier with the SDK only: it checks the request, sends the message and writes the record.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { variable } from './job.ts';

const dynamodb = new DynamoDBClient();
const sqs = new SQSClient();

export const handler = async ({ body }: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const order = orderIn(body ?? '');
  if (!order) return { statusCode: 422, body: JSON.stringify({ title: 'Invalid order' }) };
  const message = { v: 1, type: 'order.placed', orderId: randomUUID(), placedAt: new Date().toISOString(), order };
  const sent = await sqs.send(
    new SendMessageCommand({ QueueUrl: variable('ORDERS_QUEUE_URL'), MessageBody: JSON.stringify(message) }),
  );
  const { orderId, placedAt } = message;
  const item = { ...order, orderId, placedAt, status: 'PLACED', version: 1 };
  await dynamodb.send(new PutItemCommand({ TableName: variable('ORDER_TABLE_NAME'), Item: marshall(item) }));
  console.info({ event: 'order.placed', messageId: sent.MessageId });
  return { statusCode: 202, headers: { Location: `/orders/${orderId}` }, body: JSON.stringify(item) };
};

const orderIn = (body: string): Record<string, unknown> | undefined => {
  const order: unknown = parsed(body);
  if (!isObject(order) || !isObject(order.customer) || !Array.isArray(order.lines)) return undefined;
  const { name, email } = order.customer;
  return typeof name === 'string' && typeof email === 'string' && order.lines.length > 0 ? order : undefined;
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

import { pathToFileURL } from 'node:url';
import { startInstance } from './instance.ts';
import { deliveryOf, newMessage } from './messages.ts';
import { ORDER_TABLE } from './names.ts';
import { openShop } from './shop.ts';
import type { Task } from './task.ts';

/** The reads of one call of the API. */
export type Read = { readonly calls: number; readonly readUnits: number; readonly answerBytes: number };

/** The board, and the look-up of one order. */
export type Reads = { readonly board: Read; readonly lookUp: Read };

type Answer = { readonly statusCode: number; readonly body: string };

/** Counts what the reader reads, beside a number of orders that are on the board. */
export const countReads = async ({ entry, kind, template, reader }: Task): Promise<Reads> => {
  if (!reader) throw new Error('a task that counts reads should name the reader, got none');
  const { cloud } = openShop();
  const message = newMessage(template);
  await (await startInstance(entry, kind, cloud)).deliver([deliveryOf(JSON.stringify(message))]);
  const sample = cloud.dynamodb.item(ORDER_TABLE, message.orderId);
  if (!sample) throw new Error('the worker should record the order, got no record');
  cloud.dynamodb.fillBoard(reader.onBoard, sample);
  const module: { readonly handler: (event: unknown) => Promise<Answer> } = await import(
    pathToFileURL(reader.entry).href
  );
  const read = async (resource: string, orderId?: string): Promise<Read> => {
    const before = { calls: cloud.calls.length, units: cloud.dynamodb.units.read };
    const { statusCode, body } = await module.handler(callOf(resource, orderId));
    if (statusCode !== 200) throw new Error(`${resource} should be answered with 200, got ${statusCode}: ${body}`);
    return {
      calls: cloud.calls.length - before.calls,
      readUnits: cloud.dynamodb.units.read - before.units,
      answerBytes: Buffer.byteLength(body),
    };
  };
  return { board: await read('/board.json'), lookUp: await read('/orders/{orderId}', message.orderId) };
};

const callOf = (resource: string, orderId?: string) => ({
  ...{ httpMethod: 'GET', resource, headers: {}, multiValueHeaders: {}, body: null, isBase64Encoded: false },
  pathParameters: orderId === undefined ? null : { orderId },
  queryStringParameters: null,
  requestContext: { path: `/prod${resource}` },
});

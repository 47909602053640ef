import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Log } from '../../lambda/log.ts';
import type { Context } from '../engine/context.ts';
import type { Invocation } from '../models/invocation.ts';
import type { QueuedMessage } from '../models/message.ts';
import type { SqsModel } from '../models/sqs.ts';

/** What monitoring sees of a simulated shop. It changes nothing in the shop. */
export type Watch = {
  /** A function writes a log line. `name` is that of the function. */
  observeLine(name: string, ...line: Parameters<Log>): void;
  observeReceive(queue: string, count: number): void;
  /** The API answers a call. */
  observeCall(status: number): void;
  /** An invocation of a function ends. */
  observeInvocation(name: string, crashed: boolean): void;
  /** A minute is over. */
  observeMinute(messages: (queue: string) => readonly QueuedMessage[]): void;
  /** How many minutes it looks at. */
  readonly minutes: number;
};

const nothing = () => undefined;

export const NO_WATCH: Watch = {
  observeLine: nothing,
  observeReceive: nothing,
  observeCall: nothing,
  observeInvocation: nothing,
  observeMinute: nothing,
  minutes: 0,
};

export const scheduleMinutes = ({ scheduler }: Context, watch: Watch, { messages }: SqsModel): void => {
  for (let minute = 1; minute <= watch.minutes; minute++)
    scheduler.after(minute * MINUTE - 1, () => watch.observeMinute(messages));
};

const MINUTE = 60_000;

type Call<Request> = (request: Request) => Promise<Invocation<APIGatewayProxyResult>>;

/** Reports the answers of a function behind the API. A gateway answers 502 for one that crashes. */
export const watchCalls =
  <Request>(call: Call<Request>, watch: Watch): Call<Request> =>
  (request) => {
    const invocation = call(request);
    void invocation.then((ended) => watch.observeCall(ended.kind === 'answered' ? ended.answer.statusCode : 502));
    return invocation;
  };

import * as v from 'valibot';
import type { Poison } from '../engines/poison.ts';
import type { LogLine } from '../functions/function.ts';
import { type Answer, ok, refuse } from './answer.ts';

const bodySchema = v.pipe(v.string(), v.parseJson(), v.strictObject({ queue: v.string() }));

export type PoisonCall = { readonly kind: string; readonly queue: string | null; readonly body: string };

/** Creates `POST /_local/poison/{kind}`. The queue is in the query, in the body, or the first one of the kind. */
export const createPoisonApi =
  (poison: Poison, onLog: (line: LogLine) => void) =>
  async (call: PoisonCall): Promise<Answer> => {
    const kind = poison.kinds.find(({ name }) => name === call.kind);
    const names = poison.kinds.map(({ name }) => name).join(', ');
    if (!kind) return refuse(404, `the kind of poison should be one of ${names}, got '${call.kind}'`);
    const body = call.body === '' ? undefined : v.safeParse(bodySchema, call.body);
    if (body?.success === false)
      return refuse(400, `the body should be empty or JSON such as {"queue":"${kind.queues[0]}"}, got ${call.body}`);
    const queue = body?.output.queue ?? call.queue ?? kind.queues[0] ?? '';
    if (!kind.queues.includes(queue))
      return refuse(400, `the queue of ${kind.name} should be one of ${kind.queues.join(', ')}, got '${queue}'`);
    try {
      const sent = await poison.send(kind, queue);
      onLog({ function: 'local', level: 'warn', message: { event: 'poison.sent', kind: kind.name, queue } });
      return ok(sent);
    } catch (error) {
      return refuse(503, `the engines should take the message, got ${error}: end their outage first`);
    }
  };

import * as v from 'valibot';

/** Everything that can be injected. */
const faultsSchema = v.object({
  services: v.array(v.string()),
  outageModes: v.array(v.string()),
  workModes: v.array(v.string()),
  functions: v.array(v.string()),
  poison: v.array(v.object({ name: v.string(), code: v.string(), says: v.string(), queues: v.array(v.string()) })),
});
export type Faults = Readonly<v.InferOutput<typeof faultsSchema>>;

const healthSchema = v.object({
  outages: v.record(v.string(), v.string()),
  work: v.nullable(v.object({ mode: v.string(), orders: v.number(), milliseconds: v.optional(v.number()) })),
  functions: v.record(
    v.string(),
    v.object({
      running: v.number(),
      invocations: v.number(),
      errors: v.number(),
      timeouts: v.number(),
      kills: v.number(),
    }),
  ),
  mappings: v.array(v.object({ uuid: v.string(), queue: v.string(), state: v.string(), inFlight: v.number() })),
});
export type Health = Readonly<v.InferOutput<typeof healthSchema>>;

const mailsSchema = v.array(v.object({ to: v.string(), subject: v.string(), text: v.string(), at: v.string() }));
export type Mail = v.InferOutput<typeof mailsSchema>[number];

const refusalSchema = v.union([
  v.pipe(
    v.object({ detail: v.string() }),
    v.transform(({ detail }) => detail),
  ),
  v.pipe(
    v.object({ Message: v.string() }),
    v.transform(({ Message }) => Message),
  ),
]);

/** The API of the local shop. Each call throws an Error with the reason of a refusal. */
export type Api = {
  faults(): Promise<Faults>;
  health(): Promise<Health>;
  mails(): Promise<Mail[]>;
  /** Calls a path below `/_local/`, or that of another API. Answers the parsed body. */
  send(method: string, path: string, body?: object): Promise<unknown>;
};

/** @param base the URL of `/_local/`, which ends with a slash */
export const createApi = (base: URL): Api => {
  const send: Api['send'] = async (method, path, body) => {
    const response = await fetch(new URL(path, base), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const refusal = v.safeParse(refusalSchema, answer);
    throw new Error(refusal.success ? refusal.output : `the shop answered ${response.status}`);
  };
  return {
    send,
    faults: async () => v.parse(faultsSchema, await send('GET', 'faults')),
    health: async () => v.parse(healthSchema, await send('GET', 'health')),
    mails: async () => v.parse(mailsSchema, await send('GET', 'mails')),
  };
};

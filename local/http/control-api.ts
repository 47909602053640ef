import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import type { Engines } from '../engines/engines.ts';
import { outageModes, services } from '../engines/outages.ts';
import { milliseconds } from '../functions/cpu.ts';
import type { LocalFunction } from '../functions/function.ts';
import type { Mapping } from '../functions/mapping.ts';

export type HandlesOptions = {
  readonly engines: Engines;
  readonly functions: readonly LocalFunction[];
  readonly mappings: readonly Mapping[];
};

/** Answers `/_local/…` and Lambda's Invoke, or says with `false` that the request is the shop's own. */
export type Handles = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

type Answer = { readonly status: number; readonly body: unknown };

const modeSchema = v.object({ mode: v.picklist(outageModes) });
const ok = (body: unknown): Answer => ({ status: 200, body });
const refused = (status: number, detail: string): Answer => ({ status, body: { title: 'Refused', status, detail } });

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** The handles by which things go wrong on purpose: local only, never deployed. */
export const createHandles = ({ engines, functions, mappings }: HandlesOptions): Handles => {
  const cpu = async () => {
    const used = functions.map(async (found) => [found.declaration.name, await found.cpu()] as const);
    return {
      process: milliseconds(process.cpuUsage()),
      engines: await engines.cpu(),
      ...Object.fromEntries(await Promise.all(used)),
    };
  };

  const health = async (): Promise<Answer> =>
    ok({
      cpuMilliseconds: await cpu(),
      engines: engines.endpoints,
      outages: engines.outages(),
      functions: Object.fromEntries(functions.map(({ declaration, state }) => [declaration.name, state()])),
      mappings: mappings.map(({ state }) => state()),
    });

  const outage = (method: string, name: string, body: string): Answer => {
    const service = services.find((one) => one === name);
    if (!service) return refused(404, `a service should be one of ${services.join(', ')}, got '${name}'`);
    if (method === 'DELETE') {
      engines.fail(service, undefined);
      return ok({ outages: engines.outages() });
    }
    const order = v.safeParse(modeSchema, parsed(body));
    if (!order.success)
      return refused(400, `the body should be {"mode": one of ${outageModes.join(', ')}}, got ${body}`);
    engines.fail(service, order.output.mode);
    return ok({ outages: engines.outages() });
  };

  const named = (name: string, act: (found: LocalFunction) => Answer): Answer => {
    const found = functions.find(({ declaration }) => declaration.name === name);
    const names = functions.map(({ declaration }) => declaration.name).join(', ');
    return found ? act(found) : refused(404, `a function should be one of ${names}, got '${name}'`);
  };

  const answer = async (method: string, path: string, body: string): Promise<Answer> => {
    const [, , handle, name = '', action] = path.split('/');
    if (method === 'GET' && handle === 'health') return health();
    if (method === 'GET' && handle === 'mails') return ok(engines.mails());
    if ((method === 'PUT' || method === 'DELETE') && handle === 'outages') return outage(method, name, body);
    if (method === 'POST' && handle === 'functions' && action === 'kill')
      return named(name, ({ kill }) => ok({ killed: kill() }));
    return refused(
      404,
      'expected GET /_local/health, GET /_local/mails, PUT or DELETE /_local/outages/{service}, or POST /_local/functions/{name}/kill, ' +
        `got ${method} ${path}`,
    );
  };

  /** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
  const invoke = async (physicalName: string, body: string, response: ServerResponse): Promise<void> => {
    const found = functions.find(({ declaration }) => declaration.physicalName === physicalName);
    if (!found) {
      response.writeHead(404, { 'X-Amzn-ErrorType': 'ResourceNotFoundException' }).end('{}');
      return;
    }
    const invocation = await found.invoke(parsed(body));
    if (invocation.kind === 'answered') response.end(JSON.stringify(invocation.value ?? null));
    else response.setHeader('X-Amz-Function-Error', 'Unhandled').end(JSON.stringify(invocation.error));
  };

  return async (request, response) => {
    const path = request.url ?? '/';
    const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
    if (invoked !== undefined) {
      await invoke(decodeURIComponent(invoked), await text(request), response);
      return true;
    }
    if (!path.startsWith('/_local/')) return false;
    const { status, body } = await answer(request.method ?? 'GET', path, await text(request));
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    return true;
  };
};

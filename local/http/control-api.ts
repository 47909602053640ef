import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import type { Engines } from '../engines/engines.ts';
import { outageModes, services } from '../engines/outages.ts';
import type { Poison } from '../engines/poison.ts';
import type { LocalFunction, LogLine } from '../functions/function.ts';
import type { Mapping } from '../functions/mapping.ts';
import { type Work, workModes } from '../functions/work.ts';
import { type Grant, permits } from '../template/grants.ts';
import { type Answer, ok, refuse } from './answer.ts';
import { createPoisonApi } from './poison-api.ts';
import { requestUrl } from './routes.ts';
import { createWorkApi } from './work-api.ts';

export type ControlApiOptions = {
  readonly engines: Engines;
  readonly functions: readonly LocalFunction[];
  readonly mappings: readonly Mapping[];
  readonly grants: readonly Grant[];
  /** `undefined`: the assembly names no channel of its work. */
  readonly work: Work | undefined;
  readonly poison: Poison;
  readonly onLog: (line: LogLine) => void;
};

export const CONTROL_PATH = '/_local/';

const CALLS = [
  'GET /_local/health',
  'GET /_local/mails',
  'GET /_local/calls',
  'GET /_local/faults',
  'GET /_local/poison',
  'PUT or DELETE /_local/outages/{service}',
  'POST /_local/functions/{name}/kill',
  'PUT or DELETE /_local/work',
  'POST /_local/poison/{kind}',
].join(', ');

const outageSchema = v.pipe(v.string(), v.parseJson(), v.object({ mode: v.picklist(outageModes) }));

/** Creates the API under `/_local/`, which injects faults and reports the shop's state. */
export const createControlApi = (options: ControlApiOptions) => {
  const { engines, functions, work, poison, onLog } = options;
  const setWork = createWorkApi(work, onLog);
  const sendPoison = createPoisonApi(poison, onLog);
  const warn = (event: string, fields: object): void =>
    onLog({ function: 'local', level: 'warn', message: { event, ...fields } });

  const setOutage = (method: string, name: string, body: string): Answer => {
    const service = services.find((candidate) => candidate === name);
    if (!service) return refuse(404, `the service should be one of ${services.join(', ')}, got '${name}'`);
    const outage = method === 'DELETE' ? undefined : v.safeParse(outageSchema, body);
    if (outage?.success === false)
      return refuse(400, `the body should be JSON with a mode of ${outageModes.join(', ')}, got ${body}`);
    const mode = outage?.output.mode;
    engines.fail(service, mode);
    if (mode) warn('outage.began', { service, mode });
    else warn('outage.ended', { service });
    return ok({ outages: engines.outages() });
  };

  const killFunction = (name: string): Answer => {
    const victim = functions.find(({ resource }) => resource.name === name);
    if (victim) {
      const killed = victim.kill();
      warn('function.killed', { function: name, instances: killed });
      return ok({ killed });
    }
    const names = functions.map(({ resource }) => resource.name).join(', ');
    return refuse(404, `the function should be one of ${names}, got '${name}'`);
  };

  const answer = async (method: string, { pathname: path, searchParams }: URL, body: string): Promise<Answer> => {
    const [collection = '', name = '', action] = path.slice(CONTROL_PATH.length).split('/');
    if (method === 'GET' && collection === 'health') return ok(await readHealth(options));
    if (method === 'GET' && collection === 'mails') return ok(engines.mails());
    if (method === 'GET' && collection === 'calls') return ok(readCalls(options));
    if (['PUT', 'DELETE'].includes(method) && collection === 'outages') return setOutage(method, name, body);
    if (method === 'POST' && collection === 'functions' && action === 'kill') return killFunction(name);
    if (method === 'GET' && collection === 'faults') return ok(listFaults(options));
    if (['PUT', 'DELETE'].includes(method) && collection === 'work') return setWork(method, body);
    if (method === 'GET' && collection === 'poison') return ok(poison.kinds);
    if (method === 'POST' && collection === 'poison')
      return sendPoison({ kind: name, queue: searchParams.get('queue'), body });
    return refuse(404, `expected one of ${CALLS}, got ${method} ${path}`);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = await answer(request.method ?? 'GET', requestUrl(request), await text(request));
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
};

/** Everything that can be injected. */
const listFaults = ({ functions, poison }: ControlApiOptions) => ({
  ...{ services, outageModes, workModes },
  functions: functions.map(({ resource }) => resource.name),
  poison: poison.kinds,
});

/** The calls of the functions, and whether the role of each permits them. */
const readCalls = ({ engines, functions, grants }: ControlApiOptions) => {
  const names = functions.map(({ resource }) => resource.name);
  return engines
    .calls()
    .filter(({ caller }) => names.includes(caller))
    .map(({ caller, ...used }) => ({
      ...{ function: caller, ...used },
      granted: grants.some((grant) => grant.function === caller && permits(grant, used)),
    }));
};

const readHealth = async ({ engines, functions, mappings, work }: ControlApiOptions) => ({
  cpuMilliseconds: await readCpu(engines, functions),
  engines: engines.endpoints,
  outages: engines.outages(),
  work: work?.state() ?? null,
  functions: Object.fromEntries(functions.map(({ resource, state }) => [resource.name, state()])),
  mappings: mappings.map(({ state }) => state()),
});

const readCpu = async (engines: Engines, functions: readonly LocalFunction[]): Promise<Record<string, number>> => {
  const usages = functions.map(async ({ resource, cpu }) => [resource.name, await sumMilliseconds(cpu())] as const);
  return {
    process: milliseconds(process.cpuUsage()),
    engines: await sumMilliseconds([engines.cpu()]),
    ...Object.fromEntries(await Promise.all(usages)),
  };
};

/** A thread that ends meanwhile counts 0. */
const sumMilliseconds = async (usages: readonly Promise<NodeJS.CpuUsage>[]): Promise<number> => {
  const used = await Promise.all(usages.map((usage) => usage.then(milliseconds, () => 0)));
  return used.reduce((sum, each) => sum + each, 0);
};

/** Node.js counts CPU time in microseconds. */
const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => Math.round((user + system) / 1000);

import type { LogLine } from './functions/function.ts';
import { joinLines } from './lines.ts';
import type { LogSettings } from './settings.ts';
import type { Route } from './template/api-gateway.ts';
import type { TemplateResources } from './template/resources.ts';

const lines = joinLines((text) => process.stdout.write(text));
process.once('exit', lines.flush);

export const print = lines.add;

export const printResources = (resources: TemplateResources, milliseconds: number): void => {
  const { queues, topics, tables, buckets, functions, routes, unknown } = resources;
  const namesOf = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(', ');
  print(`  The templates were synthesized in ${toSeconds(milliseconds)}. They contain:`);
  print(`  queues     ${namesOf(queues)}`);
  print(`  tables     ${namesOf(tables)}`);
  print(`  buckets    ${namesOf(buckets)}`);
  print(`  topics     ${namesOf(topics)}`);
  print(`  functions  ${namesOf(functions)}`);
  print(`  routes     ${routes.map(({ method, resource }) => `${method} ${resource}`).join(', ')}`);
  for (const { type, path } of unknown)
    print(`  not emulated: ${path}, because the local shop does not know the type ${type}`);
};

export type OpenShop = {
  readonly url: string;
  readonly homePath: string;
  readonly routes: readonly Route[];
  readonly sampleRequest: unknown;
};

export const printOpen = (shop: OpenShop, milliseconds: number): void => {
  print(`
The shop is open at ${shop.url}${shop.homePath} (started in ${toSeconds(milliseconds)}).
Send a request from a second terminal:

${curlCommand(shop)}

Press Ctrl-C to close the shop.
`);
};

/** Creates the printer of log lines: the time, the function, the columns, then the other fields. */
export const createLogPrinter = ({ columns, hidden }: LogSettings) => {
  const leading = columns.slice(0, -1);
  const last = columns.at(-1) ?? '';
  const named = new Set([...columns, ...hidden]);

  return ({ function: name, level, message, time: at = Date.now() }: LogLine): void => {
    const fields = isRecord(message) ? message : { [last]: String(message) };
    const time = new Date(at).toISOString().slice(11, 23);
    const cells = leading.map((column) => String(fields[column] ?? '').padEnd(7)).join(' ');
    const mark = level === 'warn' || level === 'error' ? `${level} ` : '';
    const rest = Object.entries(fields).filter(([field]) => !named.has(field));
    const others = rest.map(([field, value]) => `${field}=${JSON.stringify(value)}`).join(' ');
    print(`${time}  ${name.padEnd(8)} ${cells} ${mark}${fields[last] ?? ''} ${others}`.trimEnd());
  };
};

/** Posts the sample request to the first route that takes one. Without a sample it calls the first `GET` route. */
const curlCommand = ({ url, routes, sampleRequest }: OpenShop): string => {
  const method = sampleRequest === undefined ? 'GET' : 'POST';
  const route = routes.find((candidate) => candidate.method === method && !candidate.resource.includes('{'));
  const call = `  curl -i ${url}${route?.resource ?? '/'}`;
  if (sampleRequest === undefined) return call;
  const body = JSON.stringify(sampleRequest).replaceAll("'", String.raw`'\''`);
  return `${call} -H 'Content-Type: application/json' \\\n    -d '${body}'`;
};

const toSeconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

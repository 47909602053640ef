import type { LogLine } from './functions/function.ts';
import type { TemplateResources } from './template/resources.ts';

/** What the shop says on the terminal. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

export const sayDeclared = (
  { queues, topics, tables, buckets, functions, routes, unknown }: TemplateResources,
  milliseconds: number,
): void => {
  say(`  synthesized in ${seconds(milliseconds)}; from the templates:`);
  say(`  queues     ${queues.map(({ name }) => name).join(', ')}`);
  say(`  tables     ${tables.map(({ name }) => name).join(', ')}`);
  say(`  buckets    ${buckets.map(({ name }) => name).join(', ')}`);
  say(`  topics     ${topics.map(({ name }) => name).join(', ')}`);
  say(`  functions  ${functions.map(({ name }) => name).join(', ')}`);
  say(`  routes     ${routes.map(({ method, resource }) => `${method} ${resource}`).join(', ')}`);
  for (const { type, path } of unknown) say(`  not played ${type} (${path}): the local shop does not know this type`);
};

export const sayOpen = (url: string, milliseconds: number): void => {
  const order =
    '{"customer":{"name":"Ada","email":"ada@example.org"},"lines":[{"item":"latte","size":"medium","quantity":1}]}';
  say(`
The shop is open after ${seconds(milliseconds)}: ${url}/board.json

  curl -i ${url}/orders -H 'Content-Type: application/json' \\
    -d '${order}'

Ctrl-C closes it.
`);
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** One line for each step of an order, and for whatever else a function logs. */
export const sayLog = ({ function: name, level, message }: LogLine): void => {
  const time = new Date().toISOString().slice(11, 23);
  const { event = '', number = '', order: _order, ...rest } = isRecord(message) ? message : { event: String(message) };
  const fields = Object.entries(rest).map(([field, value]) => `${field}=${JSON.stringify(value)}`);
  const mark = level === 'warn' || level === 'error' ? `${level} ` : '';
  say(`${time}  ${name.padEnd(8)} ${String(number).padEnd(7)} ${mark}${event} ${fields.join(' ')}`.trimEnd());
};

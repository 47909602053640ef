import { type ConversionConfig, type toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import { problemAnswerSchema } from '../api/problem-answer.ts';
import { boardAnswerSchema } from '../counter/board-answer.ts';
import { menuAnswerSchema } from '../counter/menu-answer.ts';
import { acceptedAnswerSchema, orderAnswerSchema } from '../order/order-answer.ts';
import { acceptedCustomerSchema, customerSchema, requestSchema } from '../order/request.ts';
import { acceptedLineSchema, requestLineSchema } from '../product/index.ts';
import { fieldsWithout, type Part } from './parts.ts';

const definitions = {
  OrderRequest: requestSchema,
  RequestedCustomer: customerSchema,
  RequestedLine: requestLineSchema,
  AcceptedOrder: acceptedAnswerSchema,
  Order: orderAnswerSchema,
  Customer: acceptedCustomerSchema,
  Line: acceptedLineSchema,
  Board: boardAnswerSchema,
  Menu: menuAnswerSchema,
  Problem: problemAnswerSchema,
};
export type SchemaName = keyof typeof definitions;

export const refTo = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

/** The schemas of bodies, as JSON Schema 2020-12. A rule that JSON Schema cannot express stays in the description of its field. */
export const bodySchemas = (without: readonly Part[]) => {
  const { OrderRequest, Customer, Line, ...others } = toJsonSchemaDefs(definitions, conversion);
  return {
    OrderRequest: requestWithout(OrderRequest, without),
    ...{ ...others, Customer: open(Customer), Line: open(Line) },
  };
};

/** `parseRequest` checks this after the schema. */
const NOT_BOTH = { not: { properties: { tab: {}, pickupAt: {} }, required: ['tab', 'pickupAt'] } };

const requestWithout = ({ properties = {}, ...schema }: Schema, without: readonly Part[]) => {
  const fields = fieldsWithout(without);
  const present = Object.entries(properties).filter(([field]) => !fields.includes(field));
  return { ...schema, properties: Object.fromEntries(present), ...(fields.length === 0 ? NOT_BOTH : {}) };
};

/** Messages are closed. Answers can get further fields. */
const open = ({ additionalProperties: _closed, ...schema }: Schema): Schema => schema;

type Schema = ReturnType<typeof toJsonSchema>;

const conversion: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'output',
  errorMode: 'ignore', // what JSON Schema cannot express is in the description of its field
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  overrideSchema: ({ valibotSchema, jsonSchema }) =>
    valibotSchema.type === 'loose_object' ? { ...jsonSchema, additionalProperties: true } : undefined,
  overrideAction: ({ valibotAction, jsonSchema }) => {
    if (valibotAction.type === 'check') return withDescription(jsonSchema, valibotAction);
    if (valibotAction.type === 'regex') return withDescription(withPattern(jsonSchema, valibotAction), valibotAction);
    return undefined;
  },
};

/** The message of a check is the phrase for the expected value. */
const withDescription = (schema: Schema, action: object): Schema => {
  const message: unknown = Reflect.get(action, 'message');
  if (typeof message !== 'string' || schema.description !== undefined) return schema;
  return { ...schema, description: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` };
};

/** JSON Schema has one `pattern`, and reads it with the flag `u`. */
const withPattern = ({ pattern, ...schema }: Schema, action: object): Schema => {
  const requirement: unknown = Reflect.get(action, 'requirement');
  const source = requirement instanceof RegExp && isPortable(requirement) ? requirement.source : undefined;
  const other = pattern === undefined || (requirement instanceof RegExp && pattern === requirement.source);
  if (other) return source === undefined ? schema : { ...schema, pattern: source };
  return { ...schema, pattern, ...(source !== undefined && { allOf: [...(schema.allOf ?? []), { pattern: source }] }) };
};

const isPortable = ({ source, flags }: RegExp): boolean => {
  try {
    return ['', 'u'].includes(flags) && new RegExp(source, 'u').source === source;
  } catch {
    return false; // valid only without the flag `u`
  }
};

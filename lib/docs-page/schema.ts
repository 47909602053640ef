import type { ApiDescription } from '../../lambda/openapi/document.ts';
import { codeOf, sentence, table } from './text.ts';

type Schema = ApiDescription['components']['schemas']['Order'];
type Property = NonNullable<Schema['properties']>[string];

/** A schema with a row for each field. Fields of nested objects have their path. */
export const schemaSection = (name: string, schema: Schema): string =>
  `<section id="schema-${name}"><h3>${name}</h3>${table(['Field', 'Type', 'Limits', 'Meaning'], rowsOf(schema, ''))}</section>`;

/** The link to a schema, or the name of a type. */
export const typeOf = (property: Property): string => {
  if (typeof property === 'boolean') return 'any';
  const { $ref, type, items, format, oneOf } = property;
  if ($ref !== undefined) return linkTo($ref);
  if (type === 'array' && items !== undefined && !Array.isArray(items)) return `list of ${typeOf(items)}`;
  if (oneOf) return 'one of several kinds';
  return [[type ?? 'any'].flat().join(' or '), ...(format ? [`(${format})`] : [])].join(' ');
};

const linkTo = ($ref: string): string => {
  const name = $ref.split('/').at(-1) ?? '';
  return `<a href="#schema-${name}">${name}</a>`;
};

const rowsOf = ({ properties = {}, required = [] }: Schema, prefix: string): string[][] =>
  Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return [];
    const path = `${prefix}${name}`;
    const must = required.includes(name) ? '' : '<br>optional';
    const row = [`${codeOf(path)}${must}`, typeOf(property), limitsOf(property), sentence(property.description ?? '')];
    return [row, ...nestedOf(property, path)];
  });

const nestedOf = (property: Schema, path: string): string[][] => {
  const { items } = property;
  if (property.properties) return rowsOf(property, `${path}.`);
  if (items === undefined || typeof items === 'boolean' || Array.isArray(items)) return [];
  return rowsOf(items, `${path}[].`);
};

const limitsOf = (schema: Schema): string => {
  const { items } = schema;
  const ofItems = items === undefined || typeof items === 'boolean' || Array.isArray(items) ? {} : items;
  return [...KEYWORDS.flatMap((keyword) => limit(keyword, schema)), ...limit('enum', ofItems)].join('<br>');
};

const KEYWORDS = [
  ...(['const', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength'] as const),
  ...(['minItems', 'maxItems', 'uniqueItems', 'pattern'] as const),
] as const;

const limit = (keyword: (typeof KEYWORDS)[number], schema: Schema): string[] => {
  const value = schema[keyword];
  if (value === undefined || Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) return [];
  if (Array.isArray(value)) return [value.map((option) => codeOf(String(option))).join(', ')];
  return [`${keyword} ${codeOf(String(value))}`];
};

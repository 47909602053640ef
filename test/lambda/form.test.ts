import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import {
  currency,
  form,
  type RequestLine,
  requestLineSchema,
  samples,
  totalCents,
  writeMail,
} from '../../lambda/product/index.ts';

const common = { name: v.string(), label: v.pipe(v.string(), v.nonEmpty()), optional: v.exactOptional(v.boolean()) };
const option = v.strictObject({ value: v.string(), label: v.string(), cents: v.exactOptional(v.number()) });
const options = v.pipe(v.array(option), v.nonEmpty());
const whole = v.pipe(v.number(), v.integer());
const fieldSchema = v.variant('kind', [
  v.strictObject({ ...common, kind: v.literal('choice'), options }),
  v.strictObject({ ...common, kind: v.literal('choices'), options }),
  v.strictObject({ ...common, kind: v.literal('number'), min: whole, max: whole, initial: whole }),
  v.strictObject({ ...common, kind: v.picklist(['text', 'paragraphs']), maxLength: v.exactOptional(whole) }),
  v.strictObject({ ...common, kind: v.literal('yes-no') }),
]);
type Field = v.InferOutput<typeof fieldSchema>;

/** The form as a page reads it. */
const { fields } = v.parse(v.strictObject({ fields: v.array(fieldSchema) }), JSON.parse(JSON.stringify(form)));
/** The fields of a line. A product can have rules that concern several of them. */
const { properties = {} } = toJsonSchema(requestLineSchema, { errorMode: 'ignore' });

/** The lines that a field can make out of a good one, and lines that it cannot. */
const linesOf = (field: Field): { readonly good: readonly unknown[]; readonly bad: readonly unknown[] } => {
  switch (field.kind) {
    case 'choice':
      return { good: field.options.map(({ value }) => value), bad: ['none of the options', ''] };
    case 'choices':
      return { good: field.options.map(({ value }) => [value]), bad: [['none of the options']] };
    case 'number':
      return { good: [field.min, field.max, field.initial], bad: [field.min - 1, field.max + 1] };
    case 'text':
    case 'paragraphs':
      return { good: [], bad: field.maxLength === undefined ? [] : ['x'.repeat(field.maxLength + 1)] };
    case 'yes-no':
      return { good: [true, false], bad: ['yes'] };
  }
};

const hasRoom = ({ maxLength = Number.POSITIVE_INFINITY }: { readonly maxLength?: number }, text: string): boolean =>
  [...text].length <= maxLength;

const canExpress = (field: Field, value: unknown): boolean => {
  switch (field.kind) {
    case 'choice':
      return field.options.some((option) => option.value === value);
    case 'choices':
      return Array.isArray(value) && value.every((each) => field.options.some((option) => option.value === each));
    case 'number':
      return Number.isInteger(value) && Number(value) >= field.min && Number(value) <= field.max;
    case 'text':
      return typeof value === 'string' && !value.includes('\n') && hasRoom(field, value);
    case 'paragraphs':
      return typeof value === 'string' && hasRoom(field, value);
    case 'yes-no':
      return typeof value === 'boolean';
  }
};

it('has each field of a line once, and no other', () => {
  expect(fields.map(({ name }) => name).toSorted()).toEqual(Object.keys(properties).toSorted());
});

it('leaves out exactly the fields that a line can do without', () => {
  const isOptional = (name: string): boolean =>
    v.safeParse(requestLineSchema, Object.fromEntries(Object.entries(samples.fullLine).filter(([key]) => key !== name)))
      .success;
  expect(fields.filter(({ optional }) => optional).map(({ name }) => name)).toEqual(
    fields.map(({ name }) => name).filter(isOptional),
  );
});

it.each<[string, RequestLine]>([
  ['line', samples.line],
  ['fullLine', samples.fullLine],
  ['longestLine', samples.longestLine],
])('can express each value of the sample %s', (_name, line) => {
  for (const [name, value] of Object.entries(line)) {
    const field = fields.find((candidate) => candidate.name === name);
    expect([name, value, field && canExpress(field, value)]).toEqual([name, value, true]);
  }
});

it('offers what the schema of a line accepts, and nothing else', () => {
  // A value can be good beside some values of other fields only.
  const lines = [samples.line, samples.fullLine, samples.longestLine];
  const accepts = (name: string, value: unknown): boolean =>
    lines.some((line) => v.safeParse(requestLineSchema, { ...line, [name]: value }).success);
  for (const field of fields) {
    const { good, bad } = linesOf(field);
    expect(good.filter((value) => !accepts(field.name, value))).toEqual([]);
    expect(bad.filter((value) => accepts(field.name, value))).toEqual([]);
  }
});

it('has a price in whole cents for each option, and a currency of ISO 4217', () => {
  for (const field of fields)
    for (const value of linesOf(field).good)
      for (const line of [samples.line, samples.fullLine, samples.longestLine]) {
        const { success, output } = v.safeParse(requestLineSchema, { ...line, [field.name]: value });
        if (!success) continue;
        const total = totalCents([output]);
        expect([field.name, value, total]).toEqual([field.name, value, Math.max(0, Math.round(total))]);
      }
  expect(Intl.supportedValuesOf('currency')).toContain(currency);
});

it.each(['ready', 'cancelled', 'stuck'] as const)('mails no text that a customer wrote: %s', (news) => {
  // GIVEN an order whose texts are those of the samples, if these are long enough to be no other word of the mail
  const texts = fields.filter(({ kind }) => kind === 'text' || kind === 'paragraphs').map(({ name }) => name);
  const lines = [samples.fullLine, samples.longestLine].map((line) => v.parse(requestLineSchema, line));
  const written = lines
    .flatMap((line) => Object.entries(line))
    .filter(([name]) => texts.includes(name))
    .flatMap(([, text]) => String(text).split('\n'))
    .filter((text) => text.length >= 5);
  const customer = { name: 'Writes Nobody', email: 'nobody@example.org' };

  // WHEN
  const order = { number: 'K-4172', customer, lines, totalCents: totalCents(lines), currency };
  const { subject, text } = writeMail(news, order);

  // THEN
  for (const each of [...written, customer.name, customer.email]) expect(subject + text).not.toContain(each);
});

it('makes a good line out of the first choices and the initial numbers, if its texts are those of the sample', () => {
  const filled = fields
    .filter(({ optional }) => !optional)
    .map((field) => [field.name, initialOf(field, Object.entries(samples.line))] as const);
  expect(v.safeParse(requestLineSchema, Object.fromEntries(filled)).success).toBe(true);
});

const initialOf = (field: Field, sample: readonly (readonly [string, unknown])[]): unknown => {
  if (field.kind === 'choice') return field.options[0]?.value;
  if (field.kind === 'number') return field.initial;
  return sample.find(([name]) => name === field.name)?.[1];
};

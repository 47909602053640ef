import * as v from 'valibot';

const common = { name: v.string(), label: v.string(), optional: v.optional(v.boolean(), false) };
const options = v.array(v.object({ value: v.string(), label: v.string(), cents: v.optional(v.number()) }));

const fieldSchema = v.variant('kind', [
  v.object({ ...common, kind: v.literal('choice'), options }),
  v.object({ ...common, kind: v.literal('choices'), options }),
  v.object({
    ...common,
    kind: v.literal('number'),
    min: v.optional(v.number()),
    max: v.optional(v.number()),
    initial: v.optional(v.number()),
  }),
  v.object({ ...common, kind: v.picklist(['text', 'paragraphs']), maxLength: v.optional(v.number()) }),
  v.object({ ...common, kind: v.literal('yes-no') }),
]);

/** A field of an order's line, as `GET /menu` describes it. */
export type Field = v.InferOutput<typeof fieldSchema>;
export type FieldOf<Kind extends Field['kind']> = Extract<Field, { kind: Kind }>;

const menuSchema = v.object({ currency: v.optional(v.string(), ''), form: v.object({ fields: v.array(fieldSchema) }) });
export type Menu = v.InferOutput<typeof menuSchema>;

/** Reads an answer of `GET /menu`. @throws ValiError if it describes no form */
export const parseMenu = (body: unknown): Menu => v.parse(menuSchema, body);

import * as v from 'valibot';
import { oneLine } from '../parsing/schema.ts';

const common = { name: v.string(), label: v.string(), optional: v.exactOptional(v.boolean()) } as const;
const options = v.array(v.object({ value: v.string(), label: v.string(), cents: v.exactOptional(v.number()) }));

const fieldSchema = v.variant('kind', [
  v.object({ ...common, kind: v.picklist(['choice', 'choices']), options }),
  v.object({
    ...common,
    kind: v.literal('number'),
    min: v.exactOptional(v.number()),
    max: v.exactOptional(v.number()),
    initial: v.exactOptional(v.number()),
  }),
  v.object({ ...common, kind: v.picklist(['text', 'paragraphs']), maxLength: v.exactOptional(v.number()) }),
  v.object({ ...common, kind: v.literal('yes-no') }),
]);

/** The answer to `GET /menu`. Its other fields are the product's. No function imports the schema: it describes the API. */
export const menuAnswerSchema = v.looseObject({
  currency: v.pipe(oneLine(3), v.description('ISO 4217.')),
  form: v.pipe(
    v.object({ fields: v.array(fieldSchema) }),
    v.description('How a customer fills in a line. A page can build its form from this.'),
  ),
});

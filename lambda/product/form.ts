import { MAX_NOTE_LENGTH, MAX_QUANTITY } from './line.ts';
import { drinkNames, extraNames, extras, sizes } from './menu.ts';

/** A value that a customer can choose. `cents` is added to the price. */
type Option = { readonly value: string; readonly label: string; readonly cents?: number };

type Common = {
  /** The name of the field in a line. */
  readonly name: string;
  readonly label: string;
  /** A line without a value for it leaves the field out. @default false */
  readonly optional?: boolean;
};

/** A field of a line. Its value is one of the options, a list of them, a whole number, a text on one line or on several, or true or false. */
export type FormField = Common &
  (
    | { readonly kind: 'choice' | 'choices'; readonly options: readonly Option[] }
    | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly initial: number }
    | { readonly kind: 'text' | 'paragraphs'; readonly maxLength?: number }
    | { readonly kind: 'yes-no' }
  );

const optionOf = (value: string): Option => ({ value, label: value.replaceAll('-', ' ') });

const fields: readonly FormField[] = [
  { name: 'item', label: 'Drink', kind: 'choice', options: drinkNames.map(optionOf) },
  { name: 'size', label: 'Size', kind: 'choice', options: sizes.map(optionOf) },
  { name: 'quantity', label: 'Quantity', kind: 'number', min: 1, max: MAX_QUANTITY, initial: 1 },
  {
    name: 'extras',
    label: 'Extras',
    kind: 'choices',
    optional: true,
    options: extraNames.map((extra) => ({ ...optionOf(extra), cents: extras[extra] })),
  },
  { name: 'note', label: 'Note', kind: 'text', optional: true, maxLength: MAX_NOTE_LENGTH },
];

/** How a customer fills in a line. Pages build their form from it, so none of them knows the product. */
export const form = { fields };

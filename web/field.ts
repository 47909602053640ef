import { create, setText, setVisible } from './dom.ts';
import type { Field, FieldOf } from './menu.ts';
import { moneyText } from './text.ts';

/** A field of the form. */
export type Control = {
  readonly element: HTMLElement;
  /** The value for the request. Nothing if an optional field is empty. */
  read(): unknown;
  focus(): void;
  /** Shows a fault at the field, or none. */
  setFault(text: string): void;
};

let ids = 0;
/** An id that no other element of the page has. */
const nextId = (): string => `field-${++ids}`;

/** Up to so many options are shown side by side. */
const MOST_CHIPS = 6;

/** Creates the control of a field of the menu. */
export const createField = (field: Field, currency: string): Control => {
  switch (field.kind) {
    case 'choice':
      return field.options.length > MOST_CHIPS ? createSelect(field, currency) : createChips(field, currency, 'radio');
    case 'choices':
      return createChips(field, currency, 'checkbox');
    case 'number':
      return createNumber(field);
    case 'text':
      return createText(field.label, { optional: field.optional, attributes: textAttributes(field) });
    case 'paragraphs':
      return createParagraphs(field);
    case 'yes-no':
      return createYesNo(field);
  }
};

type TextField = FieldOf<'text' | 'paragraphs'>;

export type TextOptions = {
  readonly optional?: boolean;
  readonly hint?: string;
  readonly attributes?: Readonly<Record<string, string>>;
};

/** A field of one line of text, which can be emptied. */
export const createText = (
  label: string,
  { optional = false, hint, attributes = {} }: TextOptions,
): Control & { empty(): void } => {
  const input = create('input', { type: 'text', id: nextId(), ...attributes });
  if (!optional) input.required = true;
  const value = () => (optional && input.value === '' ? undefined : input.value);
  const empty = (): void => {
    input.value = '';
  };
  return { ...wrap(labelled(label, optional, input), input, value, hint), empty };
};

/** The direction follows the language of the customer. */
const textAttributes = ({ maxLength }: TextField): Readonly<Record<string, string>> => ({
  dir: 'auto',
  ...(maxLength !== undefined && { maxlength: String(2 * maxLength) }), // a character can have two UTF-16 units
});

const createParagraphs = (field: TextField): Control => {
  const { label, optional } = field;
  const input = create('textarea', { id: nextId(), rows: '4', ...textAttributes(field) });
  if (!optional) input.required = true;
  const value = () => (optional && input.value === '' ? undefined : input.value);
  return wrap(labelled(label, optional, input), input, value);
};

const createNumber = ({ label, optional, min, max, initial }: FieldOf<'number'>): Control => {
  const input = create('input', { type: 'number', id: nextId(), step: '1', inputmode: 'numeric' });
  if (min !== undefined) input.min = String(min);
  if (max !== undefined) input.max = String(max);
  if (initial !== undefined) input.value = String(initial);
  const value = () => (input.value === '' ? undefined : input.valueAsNumber);
  return wrap(labelled(label, optional, input), input, value);
};

const createSelect = ({ label, optional, options }: FieldOf<'choice'>, currency: string): Control => {
  const select = create('select', { id: nextId() });
  if (optional) select.append(create('option', { value: '' }, '–'));
  for (const option of options) select.append(create('option', { value: option.value }, optionText(option, currency)));
  return wrap(labelled(label, optional, select), select, () => select.value || undefined);
};

/** Radio buttons or check boxes, in one group with the name of the field. */
const createChips = (
  { kind, label, optional, options }: FieldOf<'choice' | 'choices'>,
  currency: string,
  type: 'radio' | 'checkbox',
): Control => {
  const name = nextId();
  const inputs = options.map(({ value }) => create('input', { type, name, value, id: nextId() }));
  const chips = inputs.map((input, n) => {
    const option = options[n];
    return create('label', { class: 'chip' }, input, create('span', {}, option ? optionText(option, currency) : ''));
  });
  const [first] = inputs;
  if (first && type === 'radio' && !optional) first.checked = true;
  const fieldset = create('fieldset', { class: 'chips' }, create('legend', {}, labelText(label, optional)), ...chips);
  const chosen = () => inputs.filter(({ checked }) => checked).map(({ value }) => value);
  const value = () => (kind === 'choice' ? chosen()[0] : chosen().length > 0 ? chosen() : undefined);
  return wrap([fieldset], first ?? fieldset, value, undefined, fieldset);
};

const createYesNo = ({ label, optional }: FieldOf<'yes-no'>): Control => {
  const input = create('input', { type: 'checkbox', id: nextId() });
  const chip = create('label', { class: 'chip' }, input, create('span', {}, label));
  return wrap([chip], input, () => (optional && !input.checked ? undefined : input.checked));
};

const optionText = ({ label, cents }: FieldOf<'choice'>['options'][number], currency: string): string =>
  cents === undefined || currency === '' ? label : `${label} +${moneyText(cents, currency)}`;

const labelText = (label: string, optional: boolean): string => (optional ? `${label} (optional)` : label);

const labelled = (label: string, optional: boolean, input: HTMLElement): HTMLElement[] => [
  create('label', { for: input.id }, labelText(label, optional)),
  input,
];

/** Puts the parts of a control together with its hint and its fault. Assistive technology reads both with the control. */
const wrap = (
  parts: readonly HTMLElement[],
  input: HTMLElement,
  read: () => unknown,
  hint?: string,
  described: HTMLElement = input,
): Control => {
  const fault = create('p', { class: 'fault', id: nextId(), hidden: '' });
  const hintElement = hint === undefined ? [] : [create('p', { class: 'hint', id: nextId() }, hint)];
  described.setAttribute('aria-describedby', [...hintElement, fault].map(({ id }) => id).join(' '));
  return {
    element: create('div', { class: 'field' }, ...parts, ...hintElement, fault),
    read,
    focus: () => input.focus(),
    setFault: (text) => {
      setText(fault, text);
      setVisible(fault, text !== '');
      // ARIA gives groups no aria-invalid.
      if (described === input) input.setAttribute('aria-invalid', String(text !== ''));
    },
  };
};

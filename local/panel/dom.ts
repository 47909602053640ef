/** Creates an element with attributes and children. Text is never read as HTML. */
export const create = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const created = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) created.setAttribute(attribute, value);
  created.append(...children);
  return created;
};

/** A button. A screen reader says its `name`, which begins with the text. */
export const button = (text: string, name: string, onClick: () => void): HTMLButtonElement => {
  const created = create('button', { type: 'button', 'aria-label': name }, text);
  created.addEventListener('click', onClick);
  return created;
};

export const select = (values: readonly string[], attributes: Readonly<Record<string, string>> = {}) =>
  create('select', attributes, ...values.map((value) => create('option', { value }, value)));

export const numberField = (value: string, attributes: Readonly<Record<string, string>> = {}) =>
  create('input', { type: 'number', min: '1', value, ...attributes });

let controls = 0;

export const labelled = (text: string, control: HTMLElement): HTMLElement => {
  controls += 1;
  control.id = `local-panel-${controls}`;
  return create('div', { class: 'field' }, create('label', { for: control.id }, text), control);
};

/** A group of controls with a heading. */
export const section = (title: string, ...children: readonly Node[]): HTMLFieldSetElement =>
  create('fieldset', {}, create('legend', {}, title), ...children);

/** Changes a text only if it differs, so that a screen reader does not repeat it. */
export const setText = (target: HTMLElement, text: string): void => {
  if (target.textContent !== text) target.textContent = text;
};

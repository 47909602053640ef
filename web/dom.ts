type Attributes = Readonly<Record<string, string>>;

/** Creates an element with attributes and children. Text is never read as HTML. */
export const create = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const created = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) created.setAttribute(attribute, value);
  created.append(...children);
  return created;
};

/** An element of the document. @throws Error if the document has none of this class */
export const find = <Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind => {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page should have a ${kind.name} with the id '${id}', got ${found?.tagName ?? 'none'}`);
};

/** Changes a text only if it differs, so that nothing is laid out again without need. */
export const setText = (target: HTMLElement, text: string): void => {
  if (target.textContent !== text) target.textContent = text;
};

export const setState = (target: HTMLElement, state: string): void => {
  if (target.dataset.state !== state) target.dataset.state = state;
};

export const setVisible = (target: HTMLElement, visible: boolean): void => {
  if (target.hidden === visible) target.hidden = !visible;
};

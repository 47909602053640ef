import { create } from './dom.ts';
import { type Fault, fieldPointer } from './faults.ts';
import { type Control, createField, createText } from './field.ts';
import type { Menu } from './menu.ts';
import { nextMomentOf } from './pickup-time.ts';
import { has } from './without.ts';

/** The fields of the form. */
export type OrderForm = {
  readonly element: HTMLElement;
  addLine(): void;
  /** The lines begin anew, without a pick-up time. The customer and the tab stay. */
  clear(): void;
  /** The request as the fields give it. The shop decides whether it is valid. */
  read(): object;
  /** Shows each fault at its field. Returns those that have no field. */
  showFaults(faults: readonly Fault[]): readonly Fault[];
  focus(): void;
};

type Line = {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  readonly controls: ReadonlyMap<string, Control>;
};

export const createOrderForm = ({ form: { fields }, currency }: Menu): OrderForm => {
  const pickup = createPickup();
  const customer = withoutAbsent(customerControls(pickup));
  const lines: Line[] = [];
  const list = create('div', { class: 'lines' });
  const element = create('div', {}, list, create('div', { class: 'customer' }, ...elementsOf(customer)));

  const addLine = (): void => {
    const line = createLine();
    lines.push(line);
    list.append(line.element);
    numberLines();
  };

  const createLine = (): Line => {
    const controls = new Map(fields.map((field) => [`/${field.name}`, createField(field, currency)]));
    const title = create('legend', { class: 'line-title' });
    const remove = create('button', { type: 'button', class: 'quiet remove' }, 'Remove');
    const line = {
      element: create('fieldset', { class: 'line' }, title, ...elementsOf(controls), remove),
      title,
      controls,
    };
    remove.addEventListener('click', () => removeLine(line));
    return line;
  };

  const removeLine = (line: Line): void => {
    lines.splice(lines.indexOf(line), 1);
    line.element.remove();
    numberLines();
    lines.at(-1)?.controls.values().next().value?.focus();
  };

  const numberLines = (): void => {
    list.dataset.lines = lines.length === 1 ? 'one' : 'many';
    for (const [n, { title }] of lines.entries()) title.textContent = `Line ${n + 1}`;
  };

  const controlsByPointer = (): ReadonlyMap<string, Control> =>
    new Map([
      ...lines.flatMap(({ controls }, n) =>
        [...controls].map(([pointer, control]) => [`/lines/${n}${pointer}`, control] as const),
      ),
      ...customer,
    ]);

  const showFaults = (faults: readonly Fault[]): readonly Fault[] => {
    const controls = controlsByPointer();
    const placed = faults.map((fault) => ({ fault, at: fieldPointer(fault.pointer, [...controls.keys()]) }));
    for (const [pointer, control] of controls)
      control.setFault(placed.flatMap(({ fault, at }) => (at === pointer ? fault.detail : [])).join('; '));
    const [first] = [...controls].filter(([pointer]) => placed.some(({ at }) => at === pointer));
    first?.[1].focus();
    return placed.flatMap(({ fault, at }) => (at === undefined ? fault : []));
  };

  addLine();
  return {
    element,
    addLine: () => {
      addLine();
      lines.at(-1)?.controls.values().next().value?.focus();
    },
    clear: () => {
      for (const line of lines.splice(0)) line.element.remove();
      pickup.empty();
      showFaults([]);
      addLine();
    },
    read: () => requestOf(lines, customer),
    showFaults,
    focus: () => lines[0]?.controls.values().next().value?.focus(),
  };
};

const createPickup = () =>
  createText('Pick-up time', {
    optional: true,
    ...(has('tabs') ? { hint: 'Cannot be combined with a tab.' } : {}),
    attributes: { type: 'time' },
  });

const customerControls = (pickup: Control): ReadonlyMap<string, Control> =>
  new Map<string, Control>([
    ['/customer/name', createText('Name', { attributes: { autocomplete: 'name', maxlength: '160', dir: 'auto' } })],
    [
      '/customer/email',
      createText('E-mail', { attributes: { type: 'email', autocomplete: 'email', spellcheck: 'false' } }),
    ],
    [
      '/tab',
      createText('Tab', {
        optional: true,
        hint: 'Orders of one tab are made one after the other.',
        attributes: { autocapitalize: 'off', autocomplete: 'off', spellcheck: 'false' },
      }),
    ],
    ['/pickupAt', pickup],
  ]);

const withoutAbsent = (controls: ReadonlyMap<string, Control>): ReadonlyMap<string, Control> => {
  const absent = [...(has('tabs') ? [] : ['/tab']), ...(has('pickups') ? [] : ['/pickupAt'])];
  return new Map([...controls].filter(([pointer]) => !absent.includes(pointer)));
};

const elementsOf = (controls: ReadonlyMap<string, Control>): HTMLElement[] =>
  [...controls.values()].map(({ element }) => element);

const requestOf = (lines: readonly Line[], customer: ReadonlyMap<string, Control>): object => {
  const value = (pointer: string): unknown => customer.get(pointer)?.read();
  const pickup = value('/pickupAt');
  return {
    customer: { name: value('/customer/name'), email: value('/customer/email') },
    lines: lines.map(({ controls }) =>
      Object.fromEntries([...controls].map(([pointer, control]) => [pointer.slice(1), control.read()])),
    ),
    tab: value('/tab'),
    pickupAt: typeof pickup === 'string' ? nextMomentOf(pickup, new Date()) : undefined,
  };
};

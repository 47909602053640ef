import { button, create, section, setText } from '../dom.ts';
import type { CreatePart, PartOptions } from '../part.ts';

type Row = { readonly state: HTMLElement; readonly element: HTMLElement };

/** The breaks: a disabled event source mapping leaves its messages on the queue. */
export const createMappings: CreatePart = (options) => {
  const list = create('ul');
  const rows = new Map<string, Row>();
  return {
    element: section('Breaks', list),
    update: ({ mappings }) => {
      for (const { uuid, queue, state, inFlight } of mappings) {
        const row = rows.get(uuid) ?? createRow(uuid, queue, options);
        rows.set(uuid, row);
        if (!row.element.isConnected) list.append(row.element);
        setText(row.state, `${state}, ${inFlight} batches in flight`);
        row.state.classList.toggle('faulty', state.startsWith('Disabl'));
      }
    },
  };
};

const createRow = (uuid: string, queue: string, { api, act }: PartOptions): Row => {
  const state = create('span', { class: 'state' });
  const setEnabled = (enabled: boolean) => async (): Promise<string> => {
    await api.send('PUT', `../2015-03-31/event-source-mappings/${uuid}`, { Enabled: enabled });
    return `The mapping of ${queue} is ${enabled ? 'enabled' : 'disabled'}.`;
  };
  const disable = button('Disable', `Disable the mapping of ${queue}`, () => act(setEnabled(false)));
  const enable = button('Enable', `Enable the mapping of ${queue}`, () => act(setEnabled(true)));
  return { state, element: create('li', {}, create('b', {}, queue), state, disable, enable) };
};

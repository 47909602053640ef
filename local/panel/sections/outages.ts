import { button, create, section, select, setText } from '../dom.ts';
import type { CreatePart } from '../part.ts';

const WORKS = 'works';

export const createOutages: CreatePart = ({ api, faults, act }) => {
  const rows = faults.services.map((service) => {
    const state = create('span', { class: 'state' }, WORKS);
    const mode = select(faults.outageModes, { 'aria-label': `Outage mode of ${service}` });
    const begin = button('Begin', `Begin an outage of ${service}`, () =>
      act(async () => {
        await api.send('PUT', `outages/${service}`, { mode: mode.value });
        return `An outage of ${service} began: ${mode.value}.`;
      }),
    );
    const end = button('End', `End the outage of ${service}`, () =>
      act(async () => {
        await api.send('DELETE', `outages/${service}`);
        return `${service} works.`;
      }),
    );
    return { service, state, row: create('li', {}, create('b', {}, service), state, mode, begin, end) };
  });
  return {
    element: section('Outages', create('ul', {}, ...rows.map(({ row }) => row))),
    update: ({ outages }) => {
      for (const { service, state } of rows) {
        setText(state, outages[service] ?? WORKS);
        state.classList.toggle('faulty', service in outages);
      }
    },
  };
};

import { button, create, labelled, numberField, section, select, setText } from '../dom.ts';
import type { CreatePart } from '../part.ts';

const SLOW = 'slow';

export const createWorkPart: CreatePart = ({ api, faults, act }) => {
  const state = create('p', { class: 'state' });
  const mode = select(faults.workModes);
  const orders = numberField('1');
  const milliseconds = numberField('', { placeholder: '10000' });
  const time = labelled('Milliseconds', milliseconds);
  mode.addEventListener('change', () => {
    time.hidden = mode.value !== SLOW;
  });
  const begin = button('Begin', 'Begin this fault of the work', () =>
    act(async () => {
      const timed = mode.value === SLOW && milliseconds.value !== '';
      const more = timed ? { milliseconds: milliseconds.valueAsNumber } : {};
      await api.send('PUT', 'work', { mode: mode.value, orders: orders.valueAsNumber, ...more });
      return `The next ${orders.value} orders: ${mode.value}.`;
    }),
  );
  const end = button('End', 'End the fault of the work', () =>
    act(async () => {
      await api.send('DELETE', 'work');
      return 'The work goes on as usual.';
    }),
  );
  return {
    element: section(
      'Work on the next orders',
      state,
      create('div', { class: 'fields' }, labelled('Fault', mode), labelled('Orders', orders), time),
      create('div', { class: 'buttons' }, begin, end),
    ),
    update: ({ work }) => {
      setText(state, work ? `${work.mode}, ${work.orders} left` : 'no fault');
      state.classList.toggle('faulty', work !== null);
    },
  };
};

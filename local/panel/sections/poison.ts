import { button, create, labelled, section, select, setText } from '../dom.ts';
import type { CreatePart } from '../part.ts';

export const createPoisonPart: CreatePart = ({ api, faults: { poison }, act }) => {
  const kind = select(poison.map(({ name }) => name));
  const queue = select([]);
  const says = create('p', { class: 'state' });
  const show = (): void => {
    const chosen = poison.find(({ name }) => name === kind.value);
    const chosenQueue = queue.value;
    queue.replaceChildren(...(chosen?.queues ?? []).map((value) => create('option', { value }, value)));
    if (chosen?.queues.includes(chosenQueue)) queue.value = chosenQueue;
    setText(says, `${chosen?.says ?? 'no poison'}: ${chosen?.code ?? 'none'}`);
  };
  kind.addEventListener('change', show);
  show();
  const send = button('Send', 'Send this poison message', () =>
    act(async () => {
      await api.send('POST', `poison/${kind.value}`, { queue: queue.value });
      return `${kind.value} was sent to ${queue.value}.`;
    }),
  );
  return {
    element: section(
      'Poison messages',
      create('div', { class: 'fields' }, labelled('Kind', kind), labelled('Queue', queue)),
      says,
      create('div', { class: 'buttons' }, send),
    ),
    update: () => undefined,
  };
};

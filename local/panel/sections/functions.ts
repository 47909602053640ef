import { button, create, section, setText } from '../dom.ts';
import type { CreatePart } from '../part.ts';

export const createFunctions: CreatePart = ({ api, faults, act }) => {
  const rows = faults.functions.map((name) => {
    const state = create('span', { class: 'state' });
    const kill = button('Kill', `Kill the function ${name}`, () =>
      act(async () => {
        await api.send('POST', `functions/${name}/kill`);
        return `Every instance of ${name} was killed.`;
      }),
    );
    return { name, state, row: create('li', {}, create('b', {}, name), state, kill) };
  });
  return {
    element: section('Functions', create('ul', {}, ...rows.map(({ row }) => row))),
    update: ({ functions }) => {
      for (const { name, state } of rows) {
        const { running = 0, invocations = 0, errors = 0, timeouts = 0, kills = 0 } = functions[name] ?? {};
        const failures = Object.entries({ errors, timeouts, kills }).filter(([, value]) => value > 0);
        const told = failures.map(([count, value]) => `, ${count} ${value}`);
        setText(state, `running ${running}, invocations ${invocations}${told.join('')}`);
      }
    },
  };
};

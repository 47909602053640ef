import type { Mail } from '../api.ts';
import { button, create, section } from '../dom.ts';
import type { CreatePart } from '../part.ts';

const NEWEST = 20;

export const createMails: CreatePart = ({ api, act }) => {
  const list = create('ol', { class: 'mails' });
  const show = button('Show', 'Show the newest mails', () =>
    act(async () => {
      const mails = await api.mails();
      list.replaceChildren(...mails.slice(-NEWEST).toReversed().map(toItem));
      return `${mails.length} mails were sent. The list has the newest ${Math.min(NEWEST, mails.length)}.`;
    }),
  );
  return {
    element: section('Mails', create('div', { class: 'buttons' }, show), list),
    update: () => undefined,
  };
};

const toItem = ({ to, subject, text, at }: Mail): HTMLLIElement =>
  create(
    'li',
    {},
    create(
      'details',
      {},
      create('summary', {}, `${at.slice(11, 19)} ${subject}`),
      create('pre', {}, `To: ${to}\n\n${text}`),
    ),
  );

import { create, find, setState, setText, setVisible } from './dom.ts';
import type { Followed } from './follow.ts';
import { type Action, actionOf, statusText } from './order.ts';
import { moneyText } from './text.ts';

export type OwnViewOptions = {
  readonly onAct: (orderId: string, action: Action) => void;
  readonly onRemove: (orderId: string) => void;
  readonly announce: (text: string) => void;
};

type Card = { readonly element: HTMLElement; show(followed: Followed): void };

/** Creates the list of own orders: their number, their status and a button for what the status permits. */
export const createOwnView = (options: OwnViewOptions) => {
  const section = find('own', HTMLElement);
  const list = find('own-list', HTMLElement);
  const cards = new Map<string, Card>();

  return (orders: readonly Followed[]): void => {
    setVisible(section, orders.length > 0);
    for (const [orderId, { element }] of cards) {
      if (orders.some(({ order }) => order.orderId === orderId)) continue;
      element.remove();
      cards.delete(orderId);
    }
    for (const [n, followed] of orders.entries()) {
      const { orderId, number } = followed.order;
      const card = cards.get(orderId) ?? createCard(orderId, number, options);
      cards.set(orderId, card);
      if (list.children[n] !== card.element) list.insertBefore(card.element, list.children[n] ?? null);
      card.show(followed);
    }
    document.title = titleOf(orders);
  };
};

const titleOf = (orders: readonly Followed[]): string => {
  const ready = orders.find(({ order }) => order.status === 'READY');
  return ready ? `${ready.order.number} is ready` : 'Order board';
};

const labels: Readonly<Record<Action, string>> = { cancel: 'Cancel', collect: 'Collect' };

const createCard = (orderId: string, number: string, { onAct, onRemove, announce }: OwnViewOptions): Card => {
  const title = create('h3', { class: 'number' }, number);
  const name = create('bdi');
  const total = create('span', { class: 'total' });
  const status = create('p', { class: 'status', tabindex: '-1' });
  const note = create('p', { class: 'fault', role: 'alert' });
  const act = create('button', { type: 'button', class: 'primary' });
  const remove = create('button', { type: 'button', class: 'quiet', 'aria-label': `Hide order ${number}` }, 'Hide');
  const who = create('p', { class: 'who' }, create('span', { class: 'name' }, name), ' ', total);
  const buttons = create('p', { class: 'buttons' }, act, remove);
  const element = create('li', { class: 'card' }, create('div', {}, title, who), status, note, buttons);
  let shown: Followed | undefined;
  act.addEventListener('click', () => {
    const action = shown && actionOf(shown.order);
    if (action) onAct(orderId, action);
  });
  remove.addEventListener('click', () => onRemove(orderId));

  /** A button that disappears would take the focus with it. */
  const showButton = (action: Action | undefined, isBusy: boolean): void => {
    if (action === undefined && document.activeElement === act) status.focus();
    setVisible(act, action !== undefined);
    act.className = action === 'collect' ? 'primary' : 'quiet';
    if (action) setText(act, labels[action]);
    if (action) act.setAttribute('aria-label', `${labels[action]} order ${number}`);
    act.setAttribute('aria-disabled', String(isBusy));
  };

  return {
    element,
    show: (followed) => {
      const { order, note: problem, isBusy } = followed;
      setText(name, order.customer?.name ?? '');
      setText(
        total,
        order.totalCents === undefined || !order.currency ? '' : moneyText(order.totalCents, order.currency),
      );
      setText(status, statusText(order));
      setState(element, (order.status ?? 'accepted').toLowerCase());
      setText(note, problem);
      setVisible(note, problem !== '');
      showButton(actionOf(order), isBusy);
      if (shown && shown.order.status !== order.status) announce(`Order ${number}: ${statusText(order)}.`);
      shown = followed;
    },
  };
};

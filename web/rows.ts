import type { Row } from './columns.ts';
import { create, setText } from './dom.ts';

type Item = { readonly element: HTMLLIElement; readonly note: HTMLElement };

/** Creates the list of a column. Each call updates its rows in place: by key, without building the others again. */
export const createRows = (list: HTMLElement, noteOf: (row: Row, now: number) => string) => {
  const items = new Map<string, Item>();
  // A list that scrolls must be reachable by the keyboard. The others are no stops on the way.
  const setReachable = (): void => {
    if (list.scrollHeight > list.clientHeight) list.tabIndex = 0;
    else list.removeAttribute('tabindex');
  };
  new ResizeObserver(setReachable).observe(list);

  return (rows: readonly Row[], now: number): void => {
    const before = items.size;
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, { element }] of items) {
      if (keys.has(key)) continue;
      element.remove();
      items.delete(key);
    }
    let next = list.firstElementChild;
    for (const row of rows) {
      const { element, note } = items.get(row.key) ?? addItem(row);
      setText(note, noteOf(row, now));
      if (element === next) next = next.nextElementSibling;
      else list.insertBefore(element, next);
    }
    if (items.size !== before) requestAnimationFrame(setReachable);
  };

  function addItem({ key, number, firstName }: Row): Item {
    const note = create('span', { class: 'note' });
    const name = create('span', { class: 'name' }, create('bdi', {}, firstName));
    const element = create('li', { class: 'row' }, create('span', { class: 'number' }, number), ' ', name, ' ', note);
    const item = { element, note };
    items.set(key, item);
    return item;
  }
};

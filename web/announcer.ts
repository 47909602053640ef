import { find } from './dom.ts';

/** Creates the live region. Only news for this visitor goes there: the rows of the board would never let a screen reader rest. */
export const createAnnounce = () => {
  const region = find('announcer', HTMLElement);
  return (text: string): void => {
    region.textContent = text;
  };
};

import type { Down, Feed } from './board-feed.ts';
import { find, setState, setText, setVisible } from './dom.ts';
import { healthText } from './health.ts';
import { ageText, timeWithSeconds } from './text.ts';

/** A board is live until three reads are overdue. */
const LIVE_MILLISECONDS = 10_000;

/** Creates the view of the top line and of the banner. `announce` tells screen readers what changed. */
export const createStatusView = (announce: (text: string) => void) => {
  const health = find('health', HTMLElement);
  const freshness = find('freshness', HTMLElement);
  const banner = find('banner', HTMLElement);
  let announced = '';

  const announceOnce = (feed: Feed): void => {
    const text = feed.down ? causeText(feed.down) : feed.board ? healthText(feed.board) : '';
    if (text === '' || text === announced) return;
    announced = text;
    announce(`${text}.`);
  };

  return (feed: Feed, now: number): void => {
    setState(health, stateOf(feed));
    setText(health, topText(feed));
    setText(freshness, freshnessText(feed, now));
    setVisible(banner, feed.down !== undefined);
    if (feed.down) setText(banner, downText(feed, feed.down, now));
    announceOnce(feed);
  };
};

const stateOf = ({ board, down }: Feed): string => {
  if (down) return 'down';
  if (!board) return 'unknown';
  return board.well ? 'well' : 'unwell';
};

const topText = ({ board, down }: Feed): string => {
  if (down) return 'No answer';
  return board ? healthText(board) : 'Reading the board…';
};

const freshnessText = ({ confirmedAt, down }: Feed, now: number): string => {
  if (confirmedAt === undefined || down) return '';
  const age = now - confirmedAt;
  return age < LIVE_MILLISECONDS ? `Live · ${timeWithSeconds(confirmedAt)}` : `Read ${ageText(age)} ago`;
};

const causeText = ({ status }: Down): string => {
  if (status === 401 || status === 403) return `The shop refuses this page (${status})`;
  return status === 429 ? 'The shop receives too many calls' : 'The shop does not answer';
};

const downText = ({ confirmedAt }: Feed, down: Down, now: number): string => {
  const next = `Next try in ${Math.max(0, Math.ceil((down.nextRead - now) / 1000))} s.`;
  if (confirmedAt === undefined) return `${causeText(down)}. ${next}`;
  const age = `${ageText(now - confirmedAt)} old, from ${timeWithSeconds(confirmedAt)}`;
  return `${causeText(down)}. This board is ${age}. ${next}`;
};

import type { Feed } from './board-feed.ts';
import { type Column, type ColumnName, type Columns, columnNames, columnsOf, type Row } from './columns.ts';
import { find, setState, setText, setVisible } from './dom.ts';
import { createQueueList } from './queue-view.ts';
import { createRows } from './rows.ts';
import { ageText, countText, timeText } from './text.ts';

const EMPTY: Column = { rows: [] };

/** Creates the view of the lanes and queues. Each call shows the feed at a time, and changes only what differs. */
export const createBoardView = () => {
  const board = find('board', HTMLElement);
  const showQueues = createQueueList(find('queues', HTMLElement));
  const showWaiting = createHead('waiting', longestText);
  const views = columnNames.map((name) => [name, createColumn(name)] as const);
  let shown: { readonly of: Feed['board']; readonly columns: Columns | undefined } | undefined;

  return (feed: Feed, now: number): void => {
    if (!shown || shown.of !== feed.board)
      shown = { of: feed.board, columns: feed.board ? columnsOf(feed.board) : undefined };
    const { columns } = shown;
    setState(board, feed.down ? 'stale' : feed.board ? 'live' : 'unread');
    showWaiting(columns?.waiting ?? EMPTY, now);
    for (const [name, show] of views) show(columns?.[name] ?? EMPTY, now);
    showQueues(feed.board);
  };
};

const createColumn = (name: ColumnName) => {
  const list = find(`${name}-rows`, HTMLElement);
  const empty = find(`${name}-empty`, HTMLElement);
  const showRows = createRows(list, name === 'pickups' ? pickupText : (row, now) => ageText(now - row.since));
  const showHead = createHead(name, name === 'pickups' ? nextText : longestText);
  return (column: Column, now: number): void => {
    showHead(column, now);
    showRows(column.rows, now);
    setVisible(list, column.rows.length > 0);
    setVisible(empty, column.count !== undefined && column.rows.length === 0);
  };
};

const createHead = (name: string, sinceText: (column: Column, now: number) => string) => {
  const count = find(`${name}-count`, HTMLElement);
  const since = find(`${name}-since`, HTMLElement);
  const link = document.getElementById(`jump-${name}`); // groups have none
  return (column: Column, now: number): void => {
    const text = column.count ? countText(column.count) : '–';
    setText(count, text);
    if (link) setText(link, text);
    setText(since, column.staleSince === undefined ? sinceText(column, now) : staleText(column.staleSince, now));
    setState(since, column.staleSince === undefined ? 'live' : 'missing');
  };
};

const longestText = ({ since }: Column, now: number): string =>
  since === undefined ? '' : `longest ${ageText(now - since)}`;

const staleText = (readAt: number, now: number): string =>
  readAt === 0 ? 'cannot be read' : `cannot be read; ${ageText(now - readAt)} old`;

const nextText = ({ rows }: Column): string => {
  const times = rows.flatMap(({ pickupAt }) => pickupAt ?? []);
  return times.length === 0 ? '' : `next at ${timeText(Math.min(...times.map((time) => Date.parse(time))))}`;
};

const pickupText = ({ pickupAt, since }: Row, now: number): string =>
  pickupAt === undefined ? ageText(now - since) : timeText(pickupAt);

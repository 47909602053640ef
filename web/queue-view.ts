import { type Board, isMissing, queueNames } from './board.ts';
import { create, setState, setText } from './dom.ts';
import { queueTitles } from './health.ts';
import { numberText } from './text.ts';
import { has } from './without.ts';

/** Creates the list of the queues: the messages in each one, and in its dead-letter queue. */
export const createQueueList = (list: HTMLElement) => {
  const views = queueNames.filter(has).map((name) => {
    const waiting = create('span', { class: 'figure' }, '–');
    const deadLetters = create('span', { class: 'figure' }, '–');
    const deadWord = create('span', {}, 'dead letters');
    const dead = create('span', { class: 'dead' }, deadLetters, ' ', deadWord);
    const waitingWord = create('span', {}, 'messages');
    const title = create('h3', {}, queueTitles[name] ?? name);
    list.append(create('li', {}, title, create('span', {}, waiting, ' ', waitingWord), dead));
    return { name, waiting, waitingWord, deadLetters, deadWord, dead };
  });

  return (board: Board | undefined): void => {
    for (const { name, waiting, waitingWord, deadLetters, deadWord, dead } of views) {
      const queue = board?.queues[name];
      setText(waitingWord, queue?.waiting === 1 ? 'message' : 'messages');
      setText(deadWord, queue?.deadLetters === 1 ? 'dead letter' : 'dead letters');
      setText(waiting, figure(board, queue?.waiting, `queues.${name}`));
      setText(deadLetters, figure(board, queue?.deadLetters, `queues.${name}.deadLetters`));
      setState(dead, (queue?.deadLetters ?? 0) > 0 ? 'some' : 'none');
    }
  };
};

const figure = (board: Board | undefined, value: number | undefined, part: string): string => {
  if (value !== undefined) return numberText(value);
  return board && isMissing(board, part) ? 'unreadable' : '–';
};

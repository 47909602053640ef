import { EventEmitter } from 'node:events';
import { onSignals } from '../../lib/signals.ts';

const aProcess = () => {
  const source = new EventEmitter();
  const told: string[] = [];
  let now = 1000;
  const stop = onSignals(['SIGINT', 'SIGTERM'], (signal) => told.push(signal), { source, now: () => now });
  const receive = (signal: NodeJS.Signals, millisecondsLater = 0): void => {
    now += millisecondsLater;
    source.emit(signal, signal);
  };
  return { source, told, receive, stop };
};

it('tells each signal', () => {
  const { told, receive } = aProcess();
  receive('SIGINT');
  receive('SIGTERM', 500);
  receive('SIGINT', 500);
  expect(told).toEqual(['SIGINT', 'SIGTERM', 'SIGINT']);
});

it('tells a signal once that npm repeats, within half a second', () => {
  const { told, receive } = aProcess();
  receive('SIGINT');
  receive('SIGINT');
  receive('SIGTERM', 499);
  expect(told).toEqual(['SIGINT']);
});

it('leaves no listener', () => {
  const { source, told, receive, stop } = aProcess();
  stop();
  receive('SIGINT');
  expect(told).toEqual([]);
  expect(source.eventNames()).toEqual([]);
});

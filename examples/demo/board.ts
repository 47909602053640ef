import * as v from 'valibot';
import type { Scene } from './scene.ts';
import { until } from './until.ts';

const boardSchema = v.object({ lanes: v.object({ waiting: v.object({ total: v.number() }) }) });

/** The board is read at most every 2 s. */
const LIMIT_SECONDS = 15;

/** Waits until this many orders wait on the board. Returns their number as the board shows it. */
export const readWaiting = ({ shop, signal }: Scene, expected: number): Promise<number> => {
  const readTotal = async (): Promise<number> => {
    const response = await fetch(`${shop.url}/board.json`);
    return v.parse(boardSchema, await response.json()).lanes.waiting.total;
  };
  const what = `${expected} orders wait on the board`;
  return until(readTotal, (total) => total === expected, { what, seconds: LIMIT_SECONDS, signal });
};

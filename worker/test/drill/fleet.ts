import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';

const messageSchema = v.object({ kind: v.picklist(['begin', 'end']), orderId: v.string() });

/** One run of `prepare`, in milliseconds since 1970. It ends with its process at the latest. */
export type Run = { readonly orderId: string; readonly begun: number; ended: number };

export type Member = {
  /** The runs of `prepare` that have not ended. */
  readonly open: Map<string, Run>;
  isAlive(): boolean;
  /** Sends a signal, and waits for the end of the process. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
  readonly ended: Promise<number | NodeJS.Signals | null>;
};

export type Fleet = {
  /** The members that the drill has not ended. */
  readonly members: Member[];
  readonly runs: readonly Run[];
  start(): Member;
};

export type FleetOptions = {
  /** The folder of the bundle. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
};

/** The workers of a drill, as processes of the bundle. */
export const createFleet = ({ folder, variables }: FleetOptions): Fleet => {
  const members: Member[] = [];
  const runs: Run[] = [];
  const start = (): Member => {
    const child = spawn(
      process.execPath,
      ['--import', join(import.meta.dirname, 'hold.ts'), join(folder, 'main.mjs')],
      { env: { ...process.env, ...variables }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    const member = follow(child, runs);
    members.push(member);
    return member;
  };
  return { members, runs, start };
};

const follow = (child: ChildProcess, runs: Run[]): Member => {
  const open = new Map<string, Run>();
  child.on('message', (message) => {
    const { kind, orderId } = v.parse(messageSchema, message);
    const run = open.get(orderId) ?? { orderId, begun: Date.now(), ended: Number.POSITIVE_INFINITY };
    if (kind === 'begin') {
      open.set(orderId, run);
      runs.push(run);
    } else {
      run.ended = Date.now();
      open.delete(orderId);
    }
  });
  const ended = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    for (const run of open.values()) run.ended = Date.now();
    open.clear();
    return signal ?? code ?? null;
  });
  return {
    open,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
};

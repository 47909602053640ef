import type { Worker } from 'node:worker_threads';

type Usage = { readonly user: number; readonly system: number };

/** Milliseconds of CPU time. Node.js counts in microseconds. */
export const milliseconds = ({ user, system }: Usage): number => Math.round((user + system) / 1000);

/** Milliseconds of CPU that a thread has used; 0 when it is just ending. */
export const cpuOf = (worker: Worker): Promise<number> => worker.cpuUsage().then(milliseconds, () => 0);

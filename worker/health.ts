import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ConsumerState } from './consumer.ts';

/** Whether a worker is alive, and whether it takes messages. */
export type Health = { readonly live: boolean; readonly ready: boolean };

export type HealthDeps = {
  readonly consumers: () => readonly ConsumerState[];
  readonly isOver: () => boolean;
  readonly now: () => number;
};

/** In an outage of SQS a new process is no better, so a worker without an answer counts as alive for this long. */
const LONGEST_SILENCE_MILLISECONDS = 5 * 60_000;

export const healthOf = ({ consumers, isOver, now }: HealthDeps): Health => {
  const states = consumers();
  const live = states.every(({ answeredAt }) => now() - answeredAt < LONGEST_SILENCE_MILLISECONDS);
  const isPolling = states.length > 0;
  return { live, ready: live && isPolling && !isOver() && states.every(({ isConnected }) => isConnected) };
};

export type HealthServer = { readonly port: number; close(): void };

/** Serves `GET /live` and `GET /ready`: 200 for yes, 503 for no. Probes run inside the container, so it listens on 127.0.0.1. */
export const serveHealth = async (port: number, deps: HealthDeps): Promise<HealthServer> => {
  const server = createServer((request, response) => {
    const { live, ready } = healthOf(deps);
    const answers = new Map([
      ['/live', live],
      ['/ready', ready],
    ]);
    const answer = answers.get(request.url ?? '');
    const consumers = deps.consumers().map(({ queue, answeredAt }) => ({
      queue,
      secondsSinceAnswer: Math.round((deps.now() - answeredAt) / 1000),
    }));
    response
      .writeHead(answer === undefined ? 404 : answer ? 200 : 503, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ live, ready, consumers }));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

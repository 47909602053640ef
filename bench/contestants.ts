import { join } from 'node:path';

/** How the bench hands work to a contestant: it calls a Lambda handler, or the contestant polls the queue. */
export type Kind = 'handler' | 'poller' | 'api';

export type Contestant = {
  readonly name: string;
  readonly kind: Kind;
  /** Our own function of this folder, or the file of a peer. */
  readonly source: { readonly ours: string } | { readonly file: string; readonly options: 'usual' | 'ours' };
};

/** The packages of the peers whose versions the report names. */
export const PEERS = [
  '@aws-lambda-powertools/batch',
  '@middy/core',
  'sqs-consumer',
  '@aws-sdk/client-dynamodb',
] as const;

const peer = (name: string, kind: Kind, file: string, options: 'usual' | 'ours' = 'usual'): Contestant => ({
  name,
  kind,
  source: { file: join(import.meta.dirname, 'contestants', file), options },
});

/** The function in this folder of `lambda/`. */
export const ours = (folder: string, kind: Kind): Contestant => ({ name: folder, kind, source: { ours: folder } });

/** The functions that work a batch of orders. The first one is ours. */
export const workers: readonly Contestant[] = [
  ours('barista', 'handler'),
  peer('Powertools', 'handler', 'powertools.ts'),
  peer('middy', 'handler', 'middy.ts'),
  peer('middy, precompiled', 'handler', 'middy-precompiled.ts'),
  peer('sqs-consumer', 'poller', 'sqs-consumer.ts'),
  peer('bare handler', 'handler', 'bare.ts'),
  peer('bare handler, our bundle options', 'handler', 'bare.ts', 'ours'),
];

/** The functions that accept an order. */
export const cashiers: readonly Contestant[] = [ours('cashier', 'api'), peer('bare cashier', 'api', 'bare-cashier.ts')];

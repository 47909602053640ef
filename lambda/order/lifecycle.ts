export const statuses = ['PLACED', 'PREPARING', 'READY', 'COLLECTED', 'CANCELLED', 'STUCK'] as const;
export type Status = (typeof statuses)[number];

/** DynamoDB deletes a record this many days after its order is done. */
export const RECORD_RETENTION_DAYS = 60;

/** The statuses in which an order is finished: nobody may prepare it again. */
export const isFinished = (status: Status): boolean => status === 'READY' || status === 'COLLECTED';

/** Attributes of a record that only some transitions write, beside `status`, `version` and `updatedAt`. */
export type Attribute = 'attempts' | 'boardKey' | 'expiresAt' | 'failure' | 'lease';

/** One step of an order. `none` stands for an order without a record. */
export type Transition = {
  readonly from: readonly (Status | 'none')[];
  readonly to: Status;
  readonly by: 'cashier' | 'barista' | 'counter' | 'operator';
  readonly sets: readonly Attribute[];
  readonly removes: readonly Attribute[];
};

/**
 * Every transition of an order; the store refuses all others. Each is one conditional write that raises `version` by 1. A claim
 * from `PREPARING` needs an expired lease, and the barista's other transitions need its lease token. An operator's transitions
 * need the message in a dead-letter queue, and from `PREPARING` an expired lease.
 */
export const transitions = {
  place: { from: ['none'], to: 'PLACED', by: 'cashier', sets: ['attempts', 'boardKey'], removes: [] },
  claim: {
    from: ['none', 'PLACED', 'STUCK', 'PREPARING'],
    to: 'PREPARING',
    by: 'barista',
    sets: ['attempts', 'boardKey', 'lease'],
    removes: ['expiresAt', 'failure'],
  },
  finish: { from: ['PREPARING'], to: 'READY', by: 'barista', sets: ['boardKey', 'expiresAt'], removes: ['lease'] },
  release: { from: ['PREPARING'], to: 'PLACED', by: 'barista', sets: ['attempts'], removes: ['lease'] },
  markStuck: {
    from: ['PREPARING'],
    to: 'STUCK',
    by: 'barista',
    sets: ['boardKey', 'expiresAt', 'failure'],
    removes: ['lease'],
  },
  reconcile: {
    from: ['PLACED', 'PREPARING'],
    to: 'STUCK',
    by: 'operator',
    sets: ['boardKey', 'expiresAt', 'failure'],
    removes: ['lease'],
  },
  reconcileUnrecorded: {
    from: ['none'],
    to: 'STUCK',
    by: 'operator',
    sets: ['attempts', 'boardKey', 'expiresAt', 'failure'],
    removes: [],
  },
  cancel: {
    from: ['PLACED', 'STUCK'],
    to: 'CANCELLED',
    by: 'counter',
    sets: ['expiresAt'],
    removes: ['boardKey', 'failure'],
  },
  collect: { from: ['READY'], to: 'COLLECTED', by: 'counter', sets: ['expiresAt'], removes: ['boardKey'] },
} as const satisfies Record<string, Transition>;

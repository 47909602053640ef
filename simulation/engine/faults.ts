import type { Random } from './random.ts';

export const services = ['sqs', 'dynamodb', 'sns', 's3', 'ses'] as const;
export type Service = (typeof services)[number];

/**
 * What can become of one call. `lost`: no answer, and no effect. `unseen`: no answer, and it took effect. `late`: no answer, and
 * it takes effect long after. The process of the caller can end before its call takes effect, or when it just has.
 */
export const callFaults = [
  'throttled',
  'error',
  'refused',
  'lost',
  'unseen',
  'late',
  'crash before',
  'crash after',
] as const;
export type CallFault = (typeof callFaults)[number];

/** What can go wrong besides with a call. */
export type Chance =
  | 'delivered twice'
  | 'old receipt works'
  | 'delete lost'
  | 'event twice'
  | 'entry left out'
  | 'index lag'
  | 'clock skew';

/** Decides what goes wrong. */
export type Faults = {
  /** What becomes of a call, if not just what should. */
  ofCall(service: Service): CallFault | undefined;
  /** Whether something else goes wrong now. */
  happens(chance: Chance): boolean;
  /** From now on nothing goes wrong any more. */
  end(): void;
  /** Whether a whole service is out now. */
  out(service: Service, fault: CallFault | undefined): void;
};

export const levels = ['none', 'mild', 'hostile'] as const;
export type Level = (typeof levels)[number];

type Rates = { readonly call: Readonly<Record<CallFault, number>>; readonly chance: Readonly<Record<Chance, number>> };

const HOSTILE: Rates = {
  call: {
    throttled: 0.008,
    error: 0.008,
    refused: 0.004,
    lost: 0.006,
    unseen: 0.008,
    late: 0.006,
    'crash before': 0.003,
    'crash after': 0.003,
  },
  chance: {
    'delivered twice': 0.02,
    'old receipt works': 0.5,
    'delete lost': 0.01,
    'event twice': 0.02,
    'entry left out': 0.01,
    'index lag': 0.2,
    'clock skew': 0.5,
  },
};

const scaled = <Names extends string>(rates: Readonly<Record<Names, number>>, by: number): Record<string, number> =>
  Object.fromEntries(Object.entries<number>(rates).map(([name, rate]) => [name, rate * by]));

const SCALE: Readonly<Record<Level, number>> = { none: 0, mild: 0.1, hostile: 1 };

/** Faults at random, each kind as often as its level has it. */
export const createFaults = (level: Level, random: Random): Faults => {
  const call = scaled(HOSTILE.call, SCALE[level]);
  const chance = scaled(HOSTILE.chance, SCALE[level]);
  const outages = new Map<Service, CallFault>();
  let ended = false;
  const sum = callFaults.reduce((total, fault) => total + (call[fault] ?? 0), 0);

  const drawn = (): CallFault | undefined => {
    let at = random.next();
    if (at >= sum) return undefined; // most often, and at the cost of one number
    return callFaults.find((fault) => {
      at -= call[fault] ?? 0;
      return at < 0;
    });
  };

  return {
    ofCall: (service) => (ended ? undefined : (outages.get(service) ?? drawn())),
    happens: (name) => !ended && random.chance(chance[name] ?? 0),
    end: () => {
      ended = true;
      outages.clear();
    },
    out: (service, fault) => {
      if (fault && !ended) outages.set(service, fault);
      else outages.delete(service);
    },
  };
};

/** One fault, at one call: the others are as they should be. */
export const createSingleFault = (at: number, fault: CallFault): Faults & { readonly calls: () => number } => {
  let calls = 0;
  return {
    ofCall: () => (calls++ === at ? fault : undefined),
    happens: () => false,
    end: () => undefined,
    out: () => undefined,
    calls: () => calls,
  };
};

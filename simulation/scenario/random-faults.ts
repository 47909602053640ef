import { type Anomaly, type CallFault, callFaults, type Faults, type Level, type Service } from '../engine/faults.ts';
import type { Random } from '../engine/random.ts';

/** Random faults. Their rates depend on the level. */
export const createRandomFaults = (level: Level, random: Random): Faults => {
  const scale = SCALE[level];
  const total = callFaults.reduce((sum, fault) => sum + CALL_RATES[fault] * scale, 0);
  const outages = new Map<Service, CallFault>();
  let ended = false;

  const drawCallFault = (): CallFault | undefined => {
    let rest = random.next();
    if (rest >= total) return undefined; // the usual case costs one random number
    return callFaults.find((fault) => {
      rest -= CALL_RATES[fault] * scale;
      return rest < 0;
    });
  };

  return {
    nextCallFault: (service) => (ended ? undefined : (outages.get(service) ?? drawCallFault())),
    happens: (anomaly) => !ended && random.chance(ANOMALY_RATES[anomaly] * scale),
    setOutage: (service, fault) => {
      if (fault && !ended) outages.set(service, fault);
      else outages.delete(service);
    },
    end: () => {
      ended = true;
      outages.clear();
    },
  };
};

/** Probabilities at the level `hostile`. */
const CALL_RATES: Readonly<Record<CallFault, number>> = {
  throttled: 0.008,
  error: 0.008,
  refused: 0.004,
  'request lost': 0.006,
  'answer lost': 0.006,
  stalled: 0.002,
  trickled: 0.004,
  'late effect': 0.006,
  'crash before': 0.003,
  'crash after': 0.003,
};

const ANOMALY_RATES: Readonly<Record<Anomaly, number>> = {
  'duplicate delivery': 0.02,
  'old handle works': 0.5,
  'given up early': 0.01,
  'delete lost': 0.01,
  'duplicate event': 0.02,
  'entry failed': 0.01,
  'index lag': 0.2,
  'stale read': 0.5,
  'clock skew': 0.5,
};

const SCALE: Readonly<Record<Level, number>> = { none: 0, mild: 0.1, hostile: 1 };

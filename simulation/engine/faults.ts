export const services = ['sqs', 'dynamodb', 'sns', 's3', 'ses'] as const;
export type Service = (typeof services)[number];

/**
 * How one call can fail. `request lost`: no answer and no effect. `answer lost`: no answer, but it took effect. `stalled`: it took
 * effect, and the answer stops half-way. `trickled`: it took effect, and the answer arrives at the last moment of the last try.
 * `late effect`: no answer, and it takes effect long after. `crash before`, `crash after`: the process of the caller ends before the call takes
 * effect, or just after.
 */
export const callFaults = [
  'throttled',
  'error',
  'refused',
  'request lost',
  'answer lost',
  'stalled',
  'trickled',
  'late effect',
  'crash before',
  'crash after',
] as const;
export type CallFault = (typeof callFaults)[number];

/** Anomalies: the faults of a service, a clock or a network that cause no error. */
export type Anomaly =
  | 'duplicate delivery'
  | 'old handle works'
  | 'given up early'
  | 'delete lost'
  | 'duplicate event'
  | 'entry failed'
  | 'index lag'
  | 'stale read'
  | 'clock skew';

/** Decides which faults a simulation injects. */
export type Faults = {
  /** The fault of the call that begins now, if any. */
  nextCallFault(service: Service): CallFault | undefined;
  /** Whether an anomaly happens now. */
  happens(anomaly: Anomaly): boolean;
  /** Makes every call to a service fail in one way, until it is called with `undefined`. */
  setOutage(service: Service, fault: CallFault | undefined): void;
  /** Ends all faults for good. */
  end(): void;
};

/** How many faults a simulation injects. */
export const levels = ['none', 'mild', 'hostile'] as const;
export type Level = (typeof levels)[number];

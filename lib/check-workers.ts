import type { WorkerDefinition } from './workers.ts';

/** Names that the constructs, outputs, metrics and alarms of the shop use. */
const OWN_QUEUES: readonly string[] = [
  ...['orders', 'tabs', 'pickups', 'receipts', 'imports'],
  ...['order', 'import', 'mail', 'mails', 'keys'],
];
const OWN_FUNCTIONS: readonly string[] = [
  ...['cashier', 'counter', 'barista', 'baristas', 'receipts', 'importer'],
  ...['access', 'worker', 'mail'],
];

/** CloudWatch takes ten metrics in an alarm. The alarms on messages in flight and on throttles have five of the shop. */
const MOST_WORKERS = 5;

const NAME = /^[a-z]{1,32}$/;

/**
 * Checks the list of `workers.ts`.
 *
 * @throws Error when a definition breaks a rule of SQS, SNS, CloudWatch or the names
 */
export const checkWorkers = (workers: readonly WorkerDefinition[]): void => {
  if (workers.length > MOST_WORKERS)
    throw new Error(
      `lib/workers.ts should have at most ${MOST_WORKERS} entries, got ${workers.length}: an alarm of CloudWatch takes ten metrics`,
    );
  for (const worker of workers) {
    checkName('queue', worker, OWN_QUEUES, workers);
    checkName('function', worker, OWN_FUNCTIONS, workers);
    checkNumbers(worker);
  }
};

const checkName = (
  what: 'queue' | 'function',
  worker: WorkerDefinition,
  own: readonly string[],
  all: readonly WorkerDefinition[],
): void => {
  const name = worker[what];
  const where = `lib/workers.ts: ${worker.queue}: ${what}`;
  if (!NAME.test(name)) throw new Error(`${where} should be 1 to 32 lower-case letters, got '${name}'`);
  if (own.includes(name)) throw new Error(`${where} should be a name that the shop does not use, got '${name}'`);
  if (all.filter((each) => each[what] === name).length > 1)
    throw new Error(`${where} should have a name of its own, got '${name}' twice`);
};

const checkNumbers = ({ queue, timeout, recordTime, fifo = false, events = [] }: WorkerDefinition): void => {
  const where = `lib/workers.ts: ${queue}`;
  if (fifo && events.length > 0)
    throw new Error(`${where}: events should be empty on a FIFO queue, got ${events.join(', ')}: leave fifo out`);
  if (recordTime.toMilliseconds() >= timeout.toMilliseconds())
    throw new Error(
      `${where}: recordTime should be shorter than timeout (${timeout.toMilliseconds()} ms), got ` +
        `${recordTime.toMilliseconds()} ms: raise timeout, or no message is begun`,
    );
};

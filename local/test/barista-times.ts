import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { copyAssembly, editFile } from './assembly-copy.ts';

/** Times of the barista and of its queues, in seconds. As in `lib/times.ts`, the lease outlasts the timeout. */
export type BaristaTimes = {
  readonly timeout: number;
  readonly lease: number;
  readonly visibilityTimeout: number;
  /** The longest that a record may need. A barista begins none for which too little time is left. @default - as deployed */
  readonly record?: number;
};

/** The timeout of the stage `dev`, and as little time as possible after it. */
const SHORT: BaristaTimes = { timeout: 12, lease: 13, visibilityTimeout: 14 };

/** Opens a shop that redelivers the messages of a dead barista after 14 s. The queues of `dev` wait for six timeouts. */
export const launchShopWithShortTimes = async (): Promise<Shop> => {
  const assembly = mkdtempSync(join(tmpdir(), 'orderboard-'));
  const remove = (): void => rmSync(assembly, { recursive: true, force: true });
  try {
    await copyAssembly(assembly);
    setBaristaTimes(assembly, SHORT);
    const shop = await launchShop(0, ['--assembly', assembly]);
    return { ...shop, stop: (signal) => shop.stop(signal).finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
};

/** Sets the times in the templates of an assembly. */
export const setBaristaTimes = (
  assembly: string,
  { timeout, lease, visibilityTimeout, record }: BaristaTimes,
): void => {
  let deployedTimeout = 0;
  editTemplate(assembly, 'Service', (value) => {
    const variables = value.Environment?.Variables;
    if (variables?.LEASE_MILLISECONDS === undefined) return value;
    deployedTimeout = value.Timeout ?? 0;
    const LEASE_MILLISECONDS = String(lease * 1000);
    const recordTime = record === undefined ? {} : { RECORD_MILLISECONDS: String(record * 1000) };
    return {
      ...value,
      Timeout: timeout,
      Environment: { Variables: { ...variables, LEASE_MILLISECONDS, ...recordTime } },
    };
  });
  editTemplate(assembly, 'State', (value) =>
    value.VisibilityTimeout === 6 * deployedTimeout ? { ...value, VisibilityTimeout: visibilityTimeout } : value,
  );
};

/** The properties of a resource that have such a time. */
type Properties = {
  readonly Timeout?: number;
  readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
  readonly VisibilityTimeout?: number;
};

const editTemplate = (assembly: string, stack: string, edit: (value: Properties) => Properties): void =>
  editFile(join(assembly, `${stack}.template.json`), (text) =>
    JSON.stringify(JSON.parse(text), (_name, value) => (value instanceof Object ? edit(value) : value)),
  );

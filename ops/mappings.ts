import { setTimeout } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
  ResourceConflictException,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { explain, Failure } from './failure.ts';
import type { TargetQueue } from './target/queues.ts';

/** The event source mapping through which a function gets the messages of a queue. */
export type Mapping = {
  readonly queue: string;
  readonly uuid: string;
  /** Lambda's state, such as `Enabled`, `Disabling` or `Disabled`. */
  readonly state: string;
};

/** Reads the mappings of a queue. It usually has one. */
export const readMappings = async (client: LambdaClient, { name, arn }: TargetQueue): Promise<Mapping[]> => {
  const found: Mapping[] = [];
  for await (const page of paginateListEventSourceMappings({ client }, { EventSourceArn: arn }))
    for (const { UUID = '', State = '' } of page.EventSourceMappings ?? [])
      found.push({ queue: name, uuid: UUID, state: State });
  return found;
};

/** A mapping, and whether it was changed. */
export type Changed = Mapping & { readonly changed: boolean };

/**
 * Enables or disables mappings, and waits until Lambda has done it.
 *
 * @throws Failure that names the mappings which failed, once all others are changed
 */
export const setAllEnabled = async (
  client: LambdaClient,
  mappings: readonly Mapping[],
  enabled: boolean,
): Promise<readonly Changed[]> => {
  const state = stateOf(enabled);
  const done: Changed[] = [];
  const failed: string[] = [];
  const change = async (mapping: Mapping): Promise<void> => {
    try {
      done.push({ ...mapping, state, changed: await setEnabled(client, mapping, enabled) });
    } catch (error) {
      failed.push(`the mapping of ${mapping.queue} should become ${state}, got ${explain(error).message}`);
    }
  };
  await Promise.all(mappings.map(change));
  const others = done.map(({ queue }) => queue).join(', ') || 'none';
  if (failed.length > 0) throw new Failure('unreachable', `${failed.join('\n')}\n${state} is: ${others}`);
  return mappings.flatMap(({ uuid }) => done.find((changed) => changed.uuid === uuid) ?? []);
};

const stateOf = (enabled: boolean): string => (enabled ? 'Enabled' : 'Disabled');

const PAUSE_MILLISECONDS = 500;
/** Lambda usually needs less than a minute. */
const MAX_MILLISECONDS = 5 * 60_000;

/**
 * Enables or disables a mapping, and waits until Lambda has done it. A mapping that is so already stays as it is.
 *
 * @returns whether it was changed
 */
export const setEnabled = async (client: LambdaClient, mapping: Mapping, enabled: boolean): Promise<boolean> => {
  const wanted = stateOf(enabled);
  const until = Date.now() + MAX_MILLISECONDS;
  let changed = false;
  for (let { state } = mapping; state !== wanted; state = await readState(client, mapping.uuid)) {
    if (Date.now() > until)
      throw new Failure('unreachable', `${state} after ${MAX_MILLISECONDS / 60_000} minutes: run the command again`);
    if (!state.endsWith('ing')) changed = (await update(client, mapping.uuid, enabled)) || changed;
    await setTimeout(PAUSE_MILLISECONDS);
  }
  return changed;
};

const readState = async (client: LambdaClient, UUID: string): Promise<string> =>
  (await client.send(new GetEventSourceMappingCommand({ UUID }))).State ?? '';

/** Lambda refuses a change while it is busy with an earlier one. The caller then tries again. */
const update = async (client: LambdaClient, UUID: string, Enabled: boolean): Promise<boolean> => {
  try {
    await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    return true;
  } catch (error) {
    if (error instanceof ResourceInUseException || error instanceof ResourceConflictException) return false;
    throw error;
  }
};

import { setTimeout } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  ResourceConflictException,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { Failure } from '../failure.ts';
import type { Mapping } from './mappings.ts';

const PAUSE_MILLISECONDS = 500;
/** Lambda usually needs less than a minute. */
const MAX_MILLISECONDS = 5 * 60_000;

/**
 * Enables or disables a mapping, and waits until Lambda has done it. A mapping that is so already stays as it is.
 *
 * @returns whether it was changed
 */
export const setEnabled = async (client: LambdaClient, mapping: Mapping, enabled: boolean): Promise<boolean> => {
  const wanted = enabled ? 'Enabled' : 'Disabled';
  const until = Date.now() + MAX_MILLISECONDS;
  let changed = false;
  for (let { state } = mapping; state !== wanted; state = await readState(client, mapping.uuid)) {
    if (Date.now() > until)
      throw new Failure(
        'unreachable',
        `the mapping of ${mapping.queue} should become ${wanted}, got ${state}: run the command again`,
      );
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

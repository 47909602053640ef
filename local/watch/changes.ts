import { basename } from 'node:path';
import { watch } from 'chokidar';
import { createBatches } from './batches.ts';

/** Watches files and folders. Calls `onChange` with the changed paths, one call at a time. Returns when it watches. */
export const watchChanges = async (
  paths: readonly string[],
  onChange: (changed: readonly string[]) => Promise<void>,
): Promise<void> => {
  const add = createBatches(onChange);
  const watcher = watch([...paths], { ignoreInitial: true, ignored: isScratch });
  watcher.on('all', (_event, path) => add(path));
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
  });
};

/** Whether an editor keeps the file for itself: a backup, a lock, or a copy that it renames. */
const isScratch = (path: string): boolean => /^\.|~$|\.(sw[a-z]|tmp)$|^4913$/.test(basename(path));

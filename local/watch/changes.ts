import { basename } from 'node:path';
import { watch } from 'chokidar';

/** An editor saves several files, or one in several steps. They are one change. */
const QUIET_MILLISECONDS = 40;

/**
 * Watches files and folders. Calls `onChange` with the changed paths, one call at a time: what changes meanwhile is in the next call.
 * Returns when it watches.
 */
export const watchChanges = async (
  paths: readonly string[],
  onChange: (changed: readonly string[]) => Promise<void>,
): Promise<void> => {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = false;

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    const batch = [...changed];
    changed.clear();
    await onChange(batch);
    busy = false;
    if (changed.size > 0) wait();
  };

  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(work, QUIET_MILLISECONDS);
  };

  const watcher = watch([...paths], { ignoreInitial: true, ignored: isScratch });
  watcher.on('all', (_event, path) => {
    changed.add(path);
    wait();
  });
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
  });
};

/** Whether an editor keeps the file for itself: a backup, a lock, or a copy that it renames. */
const isScratch = (path: string): boolean => /^\.|~$|\.(sw[a-z]|tmp)$|^4913$/.test(basename(path));

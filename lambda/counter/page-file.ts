import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadPage } from './page.ts';

/** Reads `page.json` in a folder. A deployment without `web/` has no such file. */
export const readPageBeside =
  (folder: string): ReadPage =>
  async () => {
    const path = join(folder, 'page.json');
    return existsSync(path) ? readFile(path, 'utf8') : undefined;
  };

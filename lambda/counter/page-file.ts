import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadPage } from './page.ts';

/** Reads the files of pages in a folder. A deployment without `web/` has no `page.json`. */
export const readPageBeside =
  (folder: string): ReadPage =>
  async (file) => {
    const path = join(folder, file);
    return existsSync(path) ? readFile(path, 'utf8') : undefined;
  };

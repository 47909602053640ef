import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { ROOT } from '../../test/journey/support/target.ts';
import { copyAssembly, editFile } from './assembly-copy.ts';

/** A shop whose functions are built from a copy of the sources. A test can edit the copy, and the checkout never changes. */
export type ScratchShop = Shop & {
  /** The folder of the copy. */
  readonly folder: string;
  /** Deletes the copy. */
  remove(): void;
};

export type ScratchOptions = {
  /** Options of `npm start`. */
  readonly options: readonly string[];
  /** Changes the copy before the shop opens. Its assembly is in `cdk.out`. @default - it stays as it is */
  readonly edit?: (folder: string) => void;
};

/** The sources of functions, and of the description of the API. */
const COPIED = ['lambda', 'lib', 'package.json'];

export const launchScratchShop = async ({ options, edit }: ScratchOptions): Promise<ScratchShop> => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'orderboard-'))); // esbuild resolves links
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const assembly = join(folder, 'cdk.out');
    await copyAssembly(assembly);
    // The metadata says where the sources of each function are.
    editFile(join(assembly, 'Service.metadata.json'), (text) =>
      text.replaceAll(JSON.stringify(ROOT).slice(1, -1), JSON.stringify(folder).slice(1, -1)),
    );
    edit?.(folder);
    return { ...(await launchShop(0, [...options, '--assembly', assembly])), folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
};

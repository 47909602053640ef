import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { claimAssembly, releaseClaim, shareAssembly } from '../../test/journey/support/shared-assembly.ts';
import { ROOT } from '../../test/journey/support/target.ts';
import { synthesize } from '../template/synthesis.ts';

/** Writes a copy of the synthesized stacks, with every part, into a folder, for a test to edit. */
export const copyAssembly = async (outdir: string): Promise<void> => {
  const [, shared] = await claimAssembly();
  if (shared !== undefined) {
    cpSync(shared, outdir, { recursive: true });
    return;
  }
  try {
    await synthesize({
      root: ROOT,
      outdir,
      context: { without: '', mail: 'on' },
      signal: new AbortController().signal,
    });
    shareAssembly(outdir);
  } catch (error) {
    releaseClaim();
    throw error;
  }
};

/** @throws Error if the text stays the same */
export const editFile = (path: string, edit: (text: string) => string): void => {
  const before = readFileSync(path, 'utf8');
  const after = edit(before);
  if (after === before) throw new Error(`${path} should change, got the same text`);
  writeFileSync(path, after);
};

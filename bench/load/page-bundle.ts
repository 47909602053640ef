import { join } from 'node:path';
import { build } from 'esbuild';

/** The script and the style of the report, with the chart library inside, so that the file needs no network. */
export type PageBundle = { readonly script: string; readonly style: string };

export const bundlePage = async (): Promise<PageBundle> => {
  const { outputFiles } = await build({
    entryPoints: ['main.ts', 'style.css'].map((file) => join(import.meta.dirname, 'page', file)),
    ...{ bundle: true, minify: true, write: false, format: 'iife', outdir: 'out', logLevel: 'silent' },
  });
  const textOf = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
};

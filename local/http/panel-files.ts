import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { build } from 'esbuild';

const SOURCES = join(import.meta.dirname, '..', 'panel');
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

export const PANEL_PATHS = ['/_local/panel.js', '/_local/panel.css'] as const;

/** Creates the answer to the script and the style of the panel. They are bundled when a page first asks for one. */
export const createPanelFiles = () => {
  let bundled: Promise<ReadonlyMap<string, string>> | undefined;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    bundled ??= bundle();
    const extension = extname(request.url ?? '');
    const content = (await bundled).get(extension) ?? '';
    const type = `${TYPES[extension]}; charset=utf-8`;
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(content);
  };
};

const bundle = async (): Promise<ReadonlyMap<string, string>> => {
  const { outputFiles } = await build({
    entryPoints: { panel: join(SOURCES, 'main.ts'), style: join(SOURCES, 'panel.css') },
    outdir: SOURCES,
    ...{ bundle: true, write: false, minify: true, charset: 'utf8', logLevel: 'warning' },
    tsconfigRaw: {},
  });
  return new Map(outputFiles.map(({ path, text }) => [extname(path), text]));
};

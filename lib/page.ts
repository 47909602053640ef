import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Part } from './parts.ts';

const SOURCES = join(import.meta.dirname, '..', 'web');

/**
 * Writes `page.json`, the answer to `GET /`: one HTML document with its script and style, and its policy. Writes nothing without
 * the folder of the page.
 */
export const writePage = (outputDir: string, without: readonly Part[], sources = SOURCES): void => {
  if (!existsSync(sources) || without.includes('board')) return;
  writeFileSync(join(outputDir, 'page.json'), JSON.stringify(buildPage(sources, without)));
};

const buildPage = (sources: string, without: readonly Part[]) => {
  const script = bundle(sources, 'main.ts');
  const style = bundle(sources, 'style.css');
  const source = readFileSync(join(sources, 'index.html'), 'utf8').replaceAll('\r\n', '\n'); // one hash on every system
  // The style hides what the shop does without.
  const html = without.length === 0 ? source : source.replace('<html ', `<html data-without="${without.join(' ')}" `);
  return {
    body: insert(insert(html, 'style', style), 'script', script),
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy(script, style) },
  };
};

const bundle = (sources: string, file: string): string => {
  const { outputFiles } = buildSync({
    entryPoints: [join(sources, file)],
    absWorkingDir: sources,
    bundle: true,
    write: false,
    minify: true,
    charset: 'utf8',
    target: ['chrome120', 'firefox121', 'safari17'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles.map(({ text }) => text.trim()).join('');
};

const insert = (html: string, element: 'script' | 'style', content: string): string => {
  const empty = `<${element}></${element}>`;
  if (html.split(empty).length !== 2)
    throw new Error(`the HTML of the page should have '${empty}' once, got ${html.split(empty).length - 1} of them`);
  return html.replace(empty, () => `<${element}>${content}</${element}>`);
};

/** Only this script and this style run, and only this API is called. The icon is a data URL. */
const policy = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

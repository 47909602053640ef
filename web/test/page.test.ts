import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePage } from '../../lib/page.ts';
import { builtPage } from './support/stub.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const partOf = (html: string, element: string): string =>
  new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(html)?.[1] ?? '';

describe('the page', () => {
  const { body: html, headers } = builtPage();
  const policy = headers['Content-Security-Policy'] ?? '';

  it('has a policy that permits its script, its style, its icon and the API, and nothing else', () => {
    const script = partOf(html, 'script');
    const style = partOf(html, 'style');
    expect(Math.min(script.length, style.length)).toBeGreaterThan(1000);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      "connect-src 'self'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('names no path of this machine, and is the same each time', () => {
    expect(html).not.toContain(import.meta.dirname.split(/[\\/]/).slice(0, 3).join('/'));
    expect(builtPage()).toEqual({ body: html, headers });
  });

  it('is smaller than 64 KiB', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(64 * 1024);
  });

  it('is not written without its folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'orderboard-'));
    writePage(folder, [], join(folder, 'web'));
    expect(existsSync(join(folder, 'page.json'))).toBe(false);
    writePage(folder, []);
    expect(readFileSync(join(folder, 'page.json'), 'utf8')).toContain('<!doctype html>');
    rmSync(folder, { recursive: true });
  });

  it('knows what the shop does without, and is not written for a shop without the board', () => {
    const folder = mkdtempSync(join(tmpdir(), 'orderboard-'));
    writePage(folder, ['board']);
    expect(existsSync(join(folder, 'page.json'))).toBe(false);
    writePage(folder, ['tabs', 'pickups']);
    expect(readFileSync(join(folder, 'page.json'), 'utf8')).toContain('data-without=\\"tabs pickups\\"');
    rmSync(folder, { recursive: true });
  });
});

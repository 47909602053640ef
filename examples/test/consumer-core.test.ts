import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const HANDLER = 'examples/consumer/handler.ts';

/** The files of `lambda/` that a file imports, directly or not. Types count too, because the compiler needs their files. */
const importedBy = (path: string, seen = new Set<string>()): string[] => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  for (const [, to = ''] of text.matchAll(/(?:from|import) '(\.{1,2}\/[^']+)'/g)) {
    const imported = posix.join(posix.dirname(path), to);
    if (seen.has(imported)) continue;
    seen.add(imported);
    importedBy(imported, seen);
  }
  return [...seen].sort();
};

describe('the consumer core', () => {
  const page = readFileSync(join(ROOT, 'docs/consumer-core.md'), 'utf8');

  it('is the list of files on its page', () => {
    const listed = [...page.matchAll(/^\| `(lambda\/[^`]+)` \|/gm)].map(([, path]) => path);
    expect(importedBy(HANDLER)).toEqual(listed.sort());
  });

  it.each([HANDLER, 'examples/consumer/queue.ts'])('is shown with %s, line by line', (path) => {
    const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text);
    expect(blocks).toContain(readFileSync(join(ROOT, path), 'utf8'));
  });
});

describe.each(['module', 'commonjs'])('a package of the type %s', (type) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'orderboard-core-'));
    for (const path of [HANDLER, ...importedBy(HANDLER)]) cpSync(join(ROOT, path), join(folder, path));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings() }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]): string => {
    const env = {
      ...process.env,
      PARCELS_QUEUE_URL: 'https://sqs/1/parcels',
      PARCELS_DLQ_URL: 'https://sqs/1/dead',
      CARRIER_URL: 'x',
    };
    return execFileSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  };

  it('compiles the core and the example unchanged, with the settings of the page, and loads them', () => {
    run('node_modules/typescript/bin/tsc');
    const script = "import('./out/examples/consumer/handler.js').then(({ handler }) => console.log(typeof handler))";
    expect(run('-e', script).trim()).toBe('function');
  });
});

/** The settings of the compiler on the page. */
const settings = (): object => {
  const [, text = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/consumer-core.md'), 'utf8')) ?? [];
  return { ...JSON.parse(text), strict: true, outDir: 'out' };
};

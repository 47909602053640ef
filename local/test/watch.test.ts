import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { get, place, reaches } from '../../test/journey/support/orders.ts';
import { ROOT } from '../../test/journey/support/target.ts';
import { editFile } from './assembly-copy.ts';
import { launchScratchShop, type ScratchShop } from './scratch-shop.ts';
import { handlerOf, handlerPath, readHandler, saveVersion } from './watch-edits.ts';

/** Adds a further file to the asset of the counter, which a module writes from the folder `page`. */
const addPage = (folder: string): void => {
  const sources = join(folder, 'page');
  const module = join(folder, 'page.mjs');
  mkdirSync(sources);
  writeFileSync(
    module,
    `import { cpSync } from 'node:fs';
    export const write = (outputDir) => cpSync(${JSON.stringify(sources)}, outputDir, { recursive: true });`,
  );
  editFile(join(folder, 'cdk.out', 'Service.metadata.json'), (text) =>
    JSON.stringify(JSON.parse(text), (_name, value) =>
      value?.component === 'counter'
        ? { ...value, files: [...value.files, { sources, module, exportName: 'write' }] }
        : value,
    ),
  );
};

const descriptionSchema = v.object({ info: v.object({ title: v.string() }) });

let shop: ScratchShop;
let original: string;
beforeAll(async () => {
  shop = await launchScratchShop({ options: ['--watch'], edit: addPage });
  original = readHandler(shop.folder);
});
afterAll(async () => {
  await shop?.stop();
  shop?.remove();
});
/** Places an order and returns the version of the code that made it. */
const versionOfWork = async (): Promise<string | undefined> => {
  const line = shop.line(/barista .*work\.done/);
  await place(shop.target);
  return /version=(\d+)/.exec(await line)?.[1];
};

/** Waits until a saved version is live. Returns the line that says so. */
const save = async (version: number): Promise<string> => {
  const live = shop.line(/local .*code\.live/);
  saveVersion(shop.folder, original, version);
  return live;
};

describe('npm start -- --watch', () => {
  it('makes a saved file live for the next order, and keeps the orders', async () => {
    const { orderId } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 20);

    await save(1);

    expect(await versionOfWork()).toBe('1');
    expect(await get(shop.target, orderId)).toMatchObject({ status: 'READY' });
  });

  it('gives new instances only to functions whose code changed', async () => {
    expect(await save(2)).toContain('functions=["barista"]');
  });

  it('takes a file that an editor saves by a rename', async () => {
    const live = shop.line(/local .*code\.live/);
    const copy = join(shop.folder, 'lambda', 'barista', '.handler.ts.swp');
    writeFileSync(copy, handlerOf(original, 3));
    renameSync(copy, handlerPath(shop.folder));
    await live;
    expect(await versionOfWork()).toBe('3');
  });

  it('tells the place of an error in a file that does not compile, once, and goes on with the old code', async () => {
    await save(7);
    const broken = shop.line(/local .*code\.broken/);
    writeFileSync(handlerPath(shop.folder), `${original}\n\n  const = 1;\n`);
    const place = `lambda/barista/handler.ts:${original.split('\n').length + 2}:9: `;
    expect(await broken).toContain(`problem="${place}`);
    expect(await versionOfWork()).toBe('7');
    expect(shop.said.filter((line) => line.includes(place))).toHaveLength(1);
  });

  it('tells that a file throws while it loads, and goes on with the old code', async () => {
    const broken = shop.line(/local .*code\.broken/);
    writeFileSync(handlerPath(shop.folder), `${original}\nthrow new Error('not today');\n`);
    const row = original.split('\n').length + 1;
    expect(await broken).toMatch(new RegExp(`Error: not today at lambda/barista/handler\\.ts:${row}:\\d+"`));
    expect(await versionOfWork()).toBe('7');
  });

  it('tells that a file is missing, and goes on with the new code when it is there', async () => {
    const broken = () => shop.line(/local .*code\.broken/);
    const deleted = broken();
    rmSync(handlerPath(shop.folder));
    expect(await deleted).toContain('lambda/barista/handler.ts');
    const unresolved = broken();
    writeFileSync(handlerPath(shop.folder), `import './more.ts';\n${handlerOf(original, 8)}`);
    expect(await unresolved).toContain('lambda/barista/handler.ts:1:8: ');

    const live = shop.line(/local .*code\.live/);
    writeFileSync(join(shop.folder, 'lambda', 'barista', 'more.ts'), 'export {};\n');
    await live;
    expect(await versionOfWork()).toBe('8');
  });

  it('tells that a change did not change the code of any function', async () => {
    const same = shop.line(/local .*code\.same/);
    appendFileSync(join(shop.folder, 'lambda', 'product', 'index.ts'), '\n');
    expect(await same).toContain('lambda/product/index.ts');
  });

  it('writes the further files of an asset again when their sources change', async () => {
    const live = shop.line(/local .*code\.live/);
    writeFileSync(join(shop.folder, 'page', 'page.txt'), 'hello');
    expect(await live).toContain('functions=["counter"]');
    const assets = join(ROOT, '.orderboard', `${new URL(shop.target.url).port}.code`, 'counter');
    const newest = Math.max(...readdirSync(assets).map(Number));
    expect(readFileSync(join(assets, String(newest), 'page.txt'), 'utf8')).toBe('hello');
  });

  it('describes the API as its sources do now, and gives its old description back', async () => {
    const path = join(shop.folder, 'lambda', 'openapi', 'document.ts');
    const titleOf = async () =>
      v.parse(descriptionSchema, await (await fetch(`${shop.target.url}/openapi.json`)).json()).info.title;
    const before = await titleOf();
    for (const [from, to] of [
      [`title: '${before}'`, "title: 'Another shop'"],
      ["title: 'Another shop'", `title: '${before}'`],
    ] as const) {
      const live = shop.line(/local .*code\.live/);
      editFile(path, (text) => text.replace(from, to));
      expect(await live).toContain('functions=["counter"]');
      expect(`title: '${await titleOf()}'`).toBe(to);
    }
  });

  it('tells that a change of the templates needs a restart', async () => {
    const changed = shop.line(/local .*templates\.changed/);
    const now = new Date();
    utimesSync(join(ROOT, 'cdk.json'), now, now);
    expect(await changed).toMatch(/files=\["cdk.json"\] needs="a restart"/);
  });
});

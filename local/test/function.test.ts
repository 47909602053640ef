import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFunction } from '../functions/function.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop #1 100% '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('runs a bundle whose path is no URL, as every path on Windows', async () => {
  const modulePath = join(folder, 'index.mjs');
  writeFileSync(modulePath, 'export const handler = ({ drink }) => ({ made: drink });');
  const made = createFunction(
    {
      name: 'barista',
      physicalName: 'Barista',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Barista',
      ...{ modulePath, exportName: 'handler', timeoutSeconds: 10, memoryMegabytes: 128 },
      ...{ concurrency: undefined, variables: {} },
    },
    { variables: {}, maxInstances: 1, onLog: () => undefined },
  );

  expect(await made.invoke({ drink: 'latte' })).toEqual({ kind: 'answered', value: { made: 'latte' } });
  made.kill();
}, 20_000);

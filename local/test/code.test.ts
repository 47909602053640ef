import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFunction, type LocalFunction } from '../functions/function.ts';
import { type Code, createCode } from '../watch/code.ts';

const closing = new AbortController();
let folder: string;
let source: string;
let run: LocalFunction;
let code: Code;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orderboard-'));
  const [sources, deployed] = [join(folder, 'sources'), join(folder, 'deployed')];
  for (const each of [sources, deployed]) mkdirSync(each);
  source = join(sources, 'handler.ts');
  const modulePath = join(deployed, 'index.mjs');
  writeFileSync(modulePath, '');
  run = createFunction(
    {
      ...{ name: 'barista', physicalName: 'Barista', arn: 'arn', roleArn: 'role' },
      ...{ modulePath, exportName: 'handler', timeoutSeconds: 10, memoryMegabytes: 128 },
      ...{ concurrency: undefined, variables: {} },
    },
    { variables: {}, maxInstances: 1, onLog: () => undefined },
  );
  const options = {
    entryPoints: [source],
    ...{ absWorkingDir: folder, outdir: folder, entryNames: 'index', outExtension: { '.js': '.mjs' } },
    ...({ bundle: true, format: 'esm' } as const),
  };
  code = await createCode({
    builds: [{ component: 'barista', sources, options, files: [] }],
    functions: [run],
    ...{ outdir: join(folder, 'built'), root: folder, debug: false, signal: closing.signal },
    onLog: () => undefined,
  });
});
afterAll(() => {
  run.kill();
  closing.abort();
  rmSync(folder, { recursive: true, force: true });
});

const save = async (text: string): Promise<void> => {
  writeFileSync(source, text);
  await code.update([source]);
};

it('starts an instance of the code that runs after any number of changes that do not load', async () => {
  // GIVEN code that runs, and two changes after it that do not load
  await save(`export const handler = () => 'runs';`);
  await save(`throw new Error('once');`);
  await save(`throw new Error('twice');`);

  // WHEN the function needs a new instance
  run.kill();

  // THEN the instance has the code that runs
  expect(await run.invoke({})).toEqual({ kind: 'answered', value: 'runs' });
});

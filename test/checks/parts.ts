// npm run check:parts: leaves each part out in `cdk.json` of a scratch copy, and then all of them. The journeys must pass on that shop.
// `-- --all` runs every test each time, which takes long. `-- tabs,imports` checks that combination only.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parts } from '../../lambda/openapi/parts.ts';
import optionalParts from '../optional-parts.json' with { type: 'json' };
import { withScratch } from './scratch.ts';

const MAILS = 'mails';
const everyPart: readonly string[] = [...parts, MAILS];

/** Without Docker, these need another run: `npm run test:localstack`. */
const NEEDS_LOCALSTACK = /^test\/localstack\//;

const editContext = (folder: string, without: readonly string[]): void => {
  const path = join(folder, 'cdk.json');
  const names = without.filter((part) => part !== MAILS).join(',');
  const mail = without.includes(MAILS) ? 'off' : 'on';
  const text = readFileSync(path, 'utf8').replace(/"without": "[^"]*"/, `"without": "${names}"`);
  writeFileSync(path, text.replace(/"mail": "\w+"/, `"mail": "${mail}"`));
};

const check = async (without: readonly string[], isWhole: boolean): Promise<void> => {
  await withScratch(async (scratch) => {
    editContext(scratch.folder, without);
    const folders = isWhole ? ['test', ...optionalParts] : ['test/journey'];
    const files = scratch.testFiles(...folders).filter((path) => !NEEDS_LOCALSTACK.test(path));
    console.log(`without ${without.join(', ')}: ${await scratch.test(files)}`);
  });
};

try {
  const { values, positionals } = parseArgs({ options: { all: { type: 'boolean' } }, allowPositionals: true });
  const given = positionals.map((names) => names.split(','));
  const unknown = given.flat().find((name) => !everyPart.includes(name));
  if (unknown !== undefined) throw new Error(`a part should be one of ${everyPart.join(', ')}, got '${unknown}'`);
  const combinations = given.length > 0 ? given : [...everyPart.map((part) => [part]), everyPart];
  for (const without of combinations) await check(without, values.all === true);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

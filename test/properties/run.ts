// npm run test:properties: runs every property on many inputs. Options of Jest go after "--".
import { run } from '../targets/run.ts';

/** Each day draws other inputs. */
const { FAST_CHECK_SEED = new Date().toISOString().slice(0, 10).replaceAll('-', '') } = process.env;

const files = [
  'test/lambda/properties/',
  'test/lambda/product/round-trip',
  'test/lambda/importer/row',
  'test/journey/(any-call|round-trip)',
];

const { signal } = new AbortController();
const environment = { PROPERTY_INPUTS: 'many', FAST_CHECK_SEED };
const args = ['--runInBand', '--verbose', '--testPathPatterns', ...files, ...process.argv.slice(2)];
const { code } = await run('jest', args, { signal, environment }, { shown: true });
process.exitCode = code ?? 1;

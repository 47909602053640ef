import { buildSync } from 'esbuild';
import { bundleOptions } from '../../lib/bundle.ts';

const { metafile } = buildSync({ ...bundleOptions('cashier'), write: false, metafile: true });

const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
const bytesOf = (part: string): number =>
  inputs.filter(([path]) => path.includes(part)).reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);

it('bundles less than 11 KB of the validation library into the cashier', () => {
  expect(bytesOf('node_modules/valibot/')).toBeGreaterThan(0);
  expect(bytesOf('node_modules/valibot/')).toBeLessThan(11 * 1024);
});

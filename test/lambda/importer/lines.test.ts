import { PIECE_LINES } from '../../../lambda/importer/limits.ts';
import { createLineReader } from '../../../lambda/importer/lines.ts';

const readerOf = (file: string) => {
  const bytes = Buffer.from(file);
  return createLineReader(async (from, to) => bytes.subarray(from, to), bytes.length);
};

it('reads a limited number of lines at once, and the others next', async () => {
  const read = readerOf(`${'\n'.repeat(PIECE_LINES)}last`);
  const lines = await read(0);
  expect(lines).toHaveLength(PIECE_LINES);
  const next = await read(lines.at(-1)?.end ?? 0);
  expect(next.map(({ bytes }) => bytes.toString())).toEqual(['last']);
});

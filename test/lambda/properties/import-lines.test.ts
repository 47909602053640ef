import fc from 'fast-check';
import { MAX_LINE_BYTES, PIECE_BYTES } from '../../../lambda/importer/limits.ts';
import { createLineReader, createRestReader, type FileLine, type ReadBytes } from '../../../lambda/importer/lines.ts';
import { holdsFor, timeFor } from '../../properties/property.ts';

/** Every line of a file, read from an offset on. The rest of a cut line is read piece by piece. */
const readAll = async (file: Buffer, from = 0): Promise<FileLine[]> => {
  const reads: number[] = [];
  const readBytes: ReadBytes = async (start, end) => {
    reads.push(end - start);
    return file.subarray(start, end);
  };
  const read = createLineReader(readBytes, file.length);
  const readRest = createRestReader(readBytes, file.length);
  const lines: FileLine[] = [];
  for (let at = from; at < file.length; at = lines.at(-1)?.end ?? file.length) {
    const last = lines.at(-1);
    if (last?.isCut) lines.splice(-1, 1, { ...last, ...(await readRest(at)) });
    else lines.push(...(await read(at)));
  }
  expect(Math.max(0, ...reads)).toBeLessThanOrEqual(PIECE_BYTES);
  return lines;
};

const textOf = ({ bytes }: FileLine): string => (bytes === 'too-long' ? bytes : bytes.toString());

/** The lines of a text, by the plain definition. A last line break ends the last line. */
const expectedLines = (text: string): string[] => {
  const lines = text.split('\n');
  return (lines.at(-1) === '' ? lines.slice(0, -1) : lines).map((line) =>
    Buffer.byteLength(line) > MAX_LINE_BYTES ? 'too-long' : line,
  );
};

/** Lines of many lengths, around the limits too. */
const length = fc.oneof(
  { weight: 8, arbitrary: fc.nat(100) },
  { weight: 2, arbitrary: fc.constantFrom(MAX_LINE_BYTES - 1, MAX_LINE_BYTES, MAX_LINE_BYTES + 1) },
  { weight: 1, arbitrary: fc.constantFrom(PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES) },
);
const line = fc
  .tuple(fc.constantFrom('x', 'é', '\r', '"'), length)
  .map(([text, bytes]) => text.repeat(bytes / Buffer.byteLength(text)));
const file = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended ? '\n' : ''));

const files = { few: 200, many: 5000 } as const;

it(
  'reads the same lines as a split of the whole file, in pieces of a bounded size',
  async () => {
    await holdsFor(file, files, async (text) => {
      const lines = (await readAll(Buffer.from(text))).map(textOf);
      expect(lines).toEqual(expectedLines(text));
      return lines.includes('too-long') ? ['with a line that is too long'] : ['with lines of allowed lengths'];
    });
  },
  timeFor(files),
);

it(
  'reads the rest of the lines from the end of any line',
  async () => {
    await holdsFor(fc.tuple(file, fc.nat(12)), files, async ([text, number]) => {
      const lines = await readAll(Buffer.from(text));
      const ended = lines[number];
      const rest = ended ? lines.slice(number + 1) : lines;
      expect((await readAll(Buffer.from(text), ended?.end ?? 0)).map(textOf)).toEqual(rest.map(textOf));
      return [ended ? 'from a line' : 'from the start'];
    });
  },
  timeFor(files),
);

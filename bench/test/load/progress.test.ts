import { createProgress } from '../../load/progress.ts';

const outputOf = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, output: { isTTY, write: (text: string) => written.push(text) } };
};

it('rewrites one line on a terminal', () => {
  const { written, output } = outputOf(true);
  const progress = createProgress(output);
  progress.show(1000, 'one');
  progress.show(1500, 'two');
  expect(written.map((text) => text.endsWith('\n'))).toEqual([false, false]);
  expect(written[1]).toBe('\r\u001b[2K   1 s  two');
});

it('writes a line every five seconds elsewhere', () => {
  const { written, output } = outputOf(false);
  const progress = createProgress(output);
  for (let second = 0; second <= 10; second++) progress.show(1000 * second, 'sent');
  expect(written).toEqual(['   0 s  sent\n', '   5 s  sent\n', '  10 s  sent\n']);
});

import { logText } from '../orders/trace-text.ts';
import { ageText, fields, printable, table } from '../printing/text.ts';

describe('printed text', () => {
  it('aligns columns, with numbers on the right and free text last', () => {
    expect(
      table(
        ['QUEUE', 'VISIBLE', 'NAME'],
        [
          ['weekly', 3, 'Ada'],
          ['blue', 12, 'Zoë 👩‍🍳'],
        ],
      ).split('\n'),
    ).toEqual(['QUEUE   VISIBLE  NAME', 'weekly        3  Ada', 'blue         12  Zoë 👩‍🍳']);
  });

  it('puts a long value below itself, in 80 columns, and never breaks a word', () => {
    const words = Array.from({ length: 30 }, (_, n) => `word-${n}`).join(' ');
    const lines = fields([
      ['reason', words],
      ['place', 'x'.repeat(100)],
      ['none', undefined],
    ]).split('\n');
    expect(lines.slice(0, -1).every((line) => line.length <= 80)).toBe(true);
    expect(
      lines
        .map((line) => line.slice(8))
        .slice(0, -1)
        .join(' '),
    ).toBe(words);
    expect(lines.at(-1)).toBe(`place   ${'x'.repeat(100)}`);
  });

  it('has no characters that move the cursor or turn the text', () => {
    expect(printable('A\u001b[2Jda\n\u202Ex')).toBe('A�[2Jda��x');
    expect(printable('Zoë 👩‍🍳')).toBe('Zoë 👩‍🍳');
  });

  it.each([
    [0, '0 s'],
    [119, '119 s'],
    [120, '2 min'],
    [7199, '119 min'],
    [7200, '2 h'],
    [172_800, '2 d'],
  ])('tells %d seconds as %s', (seconds, text) => {
    expect(ageText(seconds)).toBe(text);
  });
});

describe('a log line', () => {
  const line = { time: '2026-11-21T09:30:00.000Z', function: 'courier', level: 'info' };

  it('has its other fields below, in 80 columns', () => {
    const message = {
      event: 'record.failed',
      order: 'abc',
      number: 'K-4172',
      reason: 'no answer',
      service: 'dynamodb',
    };
    const text = logText({ ...line, level: 'error', message: { ...message, note: 'word '.repeat(20).trim() } });
    const [first, ...others] = text.split('\n');
    expect(first).toBe('2026-11-21T09:30:00.000Z  courier   ERROR record.failed');
    expect(others.join(' ').replaceAll(/ +/g, ' ')).toBe(
      ` reason="no answer" service=dynamodb note="${'word '.repeat(20).trim()}"`,
    );
    expect(others.every((each) => each.length <= 80 && each.startsWith('    '))).toBe(true);
  });

  it('can be a text of the runtime', () => {
    expect(logText({ ...line, message: 'Task timed out' })).toBe('2026-11-21T09:30:00.000Z  courier   Task timed out');
  });
});

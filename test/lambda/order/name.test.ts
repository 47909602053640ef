import * as v from 'valibot';
import { firstNameOf, nameSchema } from '../../../lambda/order/name.ts';

const isName = (text: unknown): boolean => v.is(nameSchema, text);
const everyCharacter = Array.from({ length: 0x110000 }, (_, point) => point)
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point));

describe('a name', () => {
  it.each([
    'Ada Lovelace',
    'ada',
    'A',
    'Zoë',
    'Zoe\u0308',
    'O’Brien-Smith Jr.',
    "O'Brien",
    "'t Hooft",
    'Dr. Ana',
    'J. R. R. Tolkien',
    'J.R.R. Tolkien',
    'Gal·la',
    'Nguyễn Văn A',
    'Nguyễn Văn A'.normalize('NFD'),
    'ಅನಿಲ್',
    'അനില്‍',
    'محمد‌رضا',
    'ශ්‍රී',
    'Ἄδα Λάβλεϊς-अदा 阿达 👩🏽‍💻',
    'エイダ・ラブレス',
    '劉〇',
    '葛󠄀城',
    '〇\u200d劉',
    'ג׳ורג׳',
    'ʻIolani',
    'Ełżbieta‐Maria',
    'ゆき　さくら',
    'Customer 17',
    'Ada 2',
    '👩‍🍳',
    '👨‍👩‍👧‍👦',
    '🏳️‍🌈',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '🇳🇱',
    '❤️ Ada',
    '1️⃣#️⃣*️⃣',
    '𠮷野',
    ' Ada ',
    'n'.repeat(80),
    '𠮷'.repeat(80),
  ])('can be %j', (text) => {
    expect(isName(text)).toBe(true);
  });

  it.each([
    'You won: http://prize.example',
    'http://prize.example',
    'prize.example',
    'www.prize.example now',
    'prize.EX',
    'prize.42',
    'prize.e\u0301xample',
    'prize.e\u200dxample',
    'prize.例え',
    'prize．example',
    'prize。example',
    'ada@example.org',
    '@ada',
    'Ada/Eve',
    'Ada\\Eve',
    '<b>Ada</b>',
    'Ada & Eve',
    'Ada: Bcc',
    'Ada, Eve',
    'Call me!',
    '"Ada"',
    '(Ada)',
    '$100',
    'Ada\nEve',
    'Ada\u202eeve',
    'Ada\u2066eve',
    'A\u200bda',
    'Ada\u00ad',
    'Ada\u3164',
    'Ada\u2800',
    '\u200dAda',
    'Ada\u200d\u200d',
    'Ada\u{e0041}',
    'Ada\ud83d',
    'Ada\ufffd',
    'Ada\ue000',
    '',
    ' ',
    '\u200b',
    '\u3164',
    '\u{13441}',
    '\u0301',
    '\ufe0f',
    '\u200f',
    '42',
    '...',
    "-'-",
    'n'.repeat(81),
    '𠮷'.repeat(81),
    7,
    null,
    undefined,
    ['Ada'],
    { toString: () => 'Ada' },
  ])('cannot be %j', (text) => {
    expect(isName(text)).toBe(false);
  });

  it('cannot be a million letters', () => {
    expect(isName('n'.repeat(1_000_000))).toBe(false);
  });

  it('is described in the fault of another text', () => {
    const expected =
      '1 to 80 characters (Unicode code points): letters of any script, digits, spaces, emoji and ' +
      "' ’ - . ·, with at least one letter or emoji, and no dot before two letters or digits";
    for (const text of [7, 'Ada/Eve'])
      expect(v.safeParse(nameSchema, text).issues?.map(({ message }) => message)).toEqual([expected]);
  });

  it('can have every letter that shows something, and every mark on a letter', () => {
    const letters = everyCharacter.filter((text) =>
      /[\p{L}--[\u115f\u1160\u3164\uffa0\u{13441}\u{13442}]]/v.test(text),
    );
    expect(letters.length).toBeGreaterThan(100_000);
    expect(letters.filter((text) => !isName(text))).toEqual([]);
    const marks = everyCharacter.filter((text) => /\p{M}/u.test(text));
    expect(marks.filter((text) => !isName(`a${text}`) || isName(text))).toEqual([]);
  });

  it('can be every emoji of one character', () => {
    const emoji = everyCharacter.filter((text) => /^\p{RGI_Emoji}$/v.test(text));
    expect(emoji.length).toBeGreaterThan(1000);
    expect(emoji.filter((text) => !isName(text))).toEqual([]);
  });

  it('cannot be a character that Unicode keeps for later emoji, because no message can hold it', () => {
    const later = everyCharacter.filter((text) => /\p{Extended_Pictographic}/u.test(text) && /\p{Cn}/u.test(text));
    expect(later.length).toBeGreaterThan(0);
    expect(later.filter((text) => isName(text) || isName(`Ada ${text}`))).toEqual([]);
  });

  it('cannot have another character', () => {
    const emoji = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u;
    const others = everyCharacter.filter(
      (text) => /[\p{P}\p{S}\p{C}\p{No}\p{Zl}\p{Zp}]/u.test(text) && !emoji.test(text),
    );
    const accepted = others.filter((text) => isName(`Ada ${text} Eve`)).join('');
    expect(accepted).toBe("'-.·־׳‐‑‘’・･");
  });
});

describe('the first name on the board', () => {
  it.each([
    ['007 Bond', 'Bond'],
    ['- Ada', 'Ada'],
    ['2 2', ''],
    ['Ada Lovelace', 'Ada'],
    ['  Ada', 'Ada'],
    ['Ada\u00a0Lovelace', 'Ada'],
    ['ゆき　さくら', 'ゆき'],
    ['阿达', '阿达'],
    ['Dr. Ana', 'Dr.'],
    ['O’Brien-Smith Jr.', 'O’Brien-Smith'],
    ['👩‍🍳 Ada', '👩‍🍳'],
    ['n'.repeat(80), 'n'.repeat(20)],
    ['👨‍👩‍👧‍👦'.repeat(30), '👨‍👩‍👧‍👦'.repeat(20)],
    ['🇳🇱'.repeat(30), '🇳🇱'.repeat(20)],
    ['e\u0308'.repeat(30), 'e\u0308'.repeat(20)],
    ['ನಿ'.repeat(30), 'ನಿ'.repeat(20)],
    ['You won: http://prize.example', 'You'],
    ['http://prize.example', 'http'],
    [' http://prize.example', 'http'],
    ['Ada/Eve Lovelace', 'Lovelace'],
    ['Ada/Eve\nBob/Eve', 'Ada'],
    [`${'.'.repeat(20)}Ada`, ''],
    ['prize.example', 'prize'],
    ['+1-555-0100', ''],
    ['\u200b', ''],
    ['', ''],
  ])('of %j is %j', (name, firstName) => {
    expect(firstNameOf(name)).toBe(firstName);
  });
});

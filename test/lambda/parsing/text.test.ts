import { excerpt, hasAtMost, isVisible } from '../../../lambda/parsing/text.ts';

const FAMILY = '👩‍👩‍👧‍👦';

/** Text that shows nothing, by the reason. */
const invisible = {
  'a zero-width space': '\u200b',
  'a zero-width joiner': '\u200d',
  'a zero-width non-joiner': '\u200c',
  'a word joiner': '\u2060',
  'a byte order mark': '\ufeff',
  'a soft hyphen': '\u00ad',
  'a Hangul filler': '\u3164',
  'a halfwidth Hangul filler': '\uffa0',
  'fillers of Hangul jamo': '\u115f\u1160',
  'a braille blank': '\u2800',
  'a variation selector': '\ufe0f',
  'a supplementary variation selector': '\u{e0100}',
  'a tag': '\u{e0041}',
  'a combining mark': '\u0301',
  'a combining keycap': '\u20e3',
  'a grapheme joiner': '\u034f',
  'a Mongolian vowel separator': '\u180e',
  'a Khmer inherent vowel': '\u17b4',
  'a right-to-left mark': '\u200f',
  'an Arabic letter mark': '\u061c',
  'a function application': '\u2061',
  'an object replacement': '\ufffc',
  'a musical null notehead': '\u{1d159}',
  'a hieroglyph blank': '\u{13441}',
  'a no-break space': '\u00a0',
  'an ideographic space': '\u3000',
  'an Ogham space': '\u1680',
  'a mixture of them': ' \u200b\u3164\u2800\ufe0f\u0301 ',
  'no text': '',
};

it.each(Object.entries(invisible))('finds nothing visible in %s', (_what, text) => {
  expect(isVisible(text)).toBe(false);
});

it.each(['a', '.', '👩‍🍳', 'é', 'e\u0301', '阿', 'ಅ', '❤️', '🇳🇱', '1️⃣', '\u200fעדה', '-', '★', '〇'])(
  'finds something visible in %s',
  (text) => {
    expect(isVisible(text)).toBe(true);
  },
);

it('counts Unicode code points', () => {
  expect(hasAtMost(3, 'abc')).toBe(true);
  expect(hasAtMost(3, 'abcd')).toBe(false);
  expect(hasAtMost(3, '𠮷𠮷𠮷')).toBe(true);
  expect(hasAtMost(3, '𠮷𠮷𠮷𠮷')).toBe(false);
  expect(hasAtMost(7, FAMILY)).toBe(true);
  expect(hasAtMost(6, FAMILY)).toBe(false);
});

it('never ends an excerpt in half of a character, and keeps no half in it', () => {
  expect(excerpt('abc', 3)).toBe('abc');
  expect(excerpt('ab👩', 3)).toBe('ab');
  expect(excerpt('ab👩', 4)).toBe('ab👩');
  expect(excerpt('a\udc00b', 4)).toBe('a\ufffdb');
});

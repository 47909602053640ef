import fc from 'fast-check';

/** Scripts of Unicode. Letters of scripts that are missing here form one more group. Latin comes first: inputs shrink to it. */
const SCRIPTS =
  'Latin Greek Cyrillic Armenian Hebrew Arabic Syriac Thaana Nko Samaritan Mandaic Devanagari Bengali Gurmukhi Gujarati Oriya ' +
  'Tamil Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian Hangul Ethiopic Cherokee Canadian_Aboriginal Ogham ' +
  'Runic Tagalog Hanunoo Buhid Tagbanwa Khmer Mongolian Limbu Tai_Le New_Tai_Lue Buginese Tai_Tham Balinese Sundanese Batak ' +
  'Lepcha Ol_Chiki Vedic Glagolitic Coptic Tifinagh Hiragana Katakana Bopomofo Han Yi Lisu Vai Bamum Syloti_Nagri Phags_Pa ' +
  'Saurashtra Kayah_Li Rejang Javanese Cham Tai_Viet Meetei_Mayek Linear_B Lycian Carian Old_Italic Gothic Old_Permic Ugaritic ' +
  'Old_Persian Deseret Shavian Osmanya Osage Elbasan Caucasian_Albanian Vithkuqi Linear_A Cypriot Imperial_Aramaic Palmyrene ' +
  'Nabataean Hatran Phoenician Lydian Meroitic_Hieroglyphs Meroitic_Cursive Kharoshthi Old_South_Arabian Old_North_Arabian ' +
  'Manichaean Avestan Inscriptional_Parthian Inscriptional_Pahlavi Psalter_Pahlavi Old_Turkic Old_Hungarian Hanifi_Rohingya ' +
  'Yezidi Old_Sogdian Sogdian Old_Uyghur Chorasmian Elymaic Brahmi Kaithi Sora_Sompeng Chakma Mahajani Sharada Khojki Multani ' +
  'Khudawadi Grantha Newa Tirhuta Siddham Modi Takri Ahom Dogra Warang_Citi Dives_Akuru Nandinagari Zanabazar_Square Soyombo ' +
  'Pau_Cin_Hau Bhaiksuki Marchen Masaram_Gondi Gunjala_Gondi Makasar Cuneiform Cypro_Minoan Egyptian_Hieroglyphs ' +
  'Anatolian_Hieroglyphs Mro Tangsa Bassa_Vah Pahawh_Hmong Medefaidrin Miao Tangut Nushu Khitan_Small_Script Duployan ' +
  'Nyiakeng_Puachue_Hmong Toto Wancho Nag_Mundari Mende_Kikakui Adlam Kawi Garay Sunuwar';

/** A pattern that no character matches, for a script that this Unicode does not know. */
const NONE = /[^\s\S]/u;
const patternOf = (script: string): RegExp => {
  try {
    return new RegExp(`\\p{Script=${script}}`, 'u');
  } catch {
    return NONE;
  }
};

const pointsThat = (matches: (text: string) => boolean): string[] => {
  const found: string[] = [];
  for (let point = 0; point < 0x110000; point++) {
    const text = String.fromCodePoint(point);
    if (matches(text)) found.push(text);
  }
  return found;
};

/** Every letter that shows something, by script. */
const lettersByScript: readonly (readonly string[])[] = (() => {
  const patterns = SCRIPTS.split(' ').map(patternOf);
  let last = NONE; // neighbours usually share their script
  const scriptOf = (letter: string): RegExp => {
    if (!last.test(letter)) last = patterns.find((pattern) => pattern.test(letter)) ?? NONE;
    return last;
  };
  const isLetter = (text: string): boolean => /\p{L}|\p{Nl}/u.test(text);
  const letters = pointsThat((text) => isLetter(text) && !/\p{Default_Ignorable_Code_Point}/u.test(text));
  return [...Map.groupBy(letters, scriptOf).values()];
})();

const MARKS = pointsThat((text) => /\p{M}/u.test(text));
const DIGITS = pointsThat((text) => /\p{Nd}/u.test(text));
const SPACES = pointsThat((text) => /\p{Zs}/u.test(text));
const PICTOGRAPHS = pointsThat((text) => /(?=\p{Emoji})\p{Extended_Pictographic}/u.test(text));
/** Text on one line. U+FFFD stands for a broken byte and is refused, and marks that change the direction of text are too. */
const PRINTABLE = pointsThat(
  (text) => !/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFFFD]/u.test(text),
);

const EMOJI = ['👩‍🍳', '👨‍👩‍👧‍👦', '👩🏽‍💻', '🏳️‍🌈', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇳🇱', '❤️', '1️⃣', '#️⃣', '*️⃣'];

/** One of these texts. Unlike `fc.constantFrom` it is cheap for a hundred thousand of them. */
const from = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc.nat(texts.length - 1).map((n) => texts[n] ?? String(texts[0]));

/** A letter of any script. Each script is as likely as any other. */
const letter = fc.tuple(fc.nat(lettersByScript.length - 1), fc.nat(2 ** 20)).map(([script, n]) => {
  const letters = lettersByScript[script] ?? [];
  return letters[n % letters.length] ?? 'a';
});
const mark = from(MARKS);
const emoji = fc.oneof(from(EMOJI), from(PICTOGRAPHS));
const digit = from(DIGITS);

const joined = (pieces: fc.Arbitrary<string>, constraints: fc.ArrayConstraints): fc.Arbitrary<string> =>
  fc.array(pieces, constraints).map((all) => all.join(''));
const together = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(''));

/** Indic and Persian words join letters with invisible characters. */
const joiner = together(fc.constantFrom('\u200c', '\u200d'), letter);
const word = together(letter, joined(fc.oneof(letter, letter, mark, joiner), { maxLength: 6 }));
const number = joined(digit, { minLength: 1, maxLength: 4 });
const separator = fc.oneof(fc.constantFrom(' ', '-', '’', "'", '·', '. ', '・'), from(SPACES));
const morePart = together(separator, fc.oneof(word, word, emoji, number));

/**
 * A name by the rules for names: up to 80 code points; letters of any script, digits, spaces, emoji and signs, with at least one
 * letter or emoji. The longest that this makes has 78.
 */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: together(fc.oneof(word, emoji), joined(morePart, { maxLength: 4 })) },
  { weight: 1, arbitrary: together(number, fc.constant(' '), word) },
  { weight: 1, arbitrary: together(fc.constant(' '), word, fc.constant(' ')) },
  { weight: 1, arbitrary: joined(letter, { minLength: 80, maxLength: 80 }) },
);

const printable = fc.oneof(letter, mark, emoji, from(PRINTABLE), fc.constantFrom('"', '\\', '/', '<', '\u200f'));

/** Text on one line that shows something, such as a note. It has at most this many code points. */
export const anyVisibleText = (most: number): fc.Arbitrary<string> =>
  together(joined(printable, { maxLength: 5 }), letter, joined(printable, { maxLength: most })).map((text) => {
    const points = Array.from(text);
    const shown = points.findIndex((point) => /\p{L}|\p{Nl}/u.test(point));
    return points
      .slice(shown >= most ? shown : 0)
      .slice(0, most)
      .join('');
  });

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.split('');
const alphanumeric = fc.constantFrom(...ALPHANUMERIC);
const local = joined(fc.constantFrom(...ALPHANUMERIC, ...".!#$%&'*+/=?^_`{|}~-"), { minLength: 1, maxLength: 64 });
const label = joined(alphanumeric, { minLength: 1, maxLength: 20 });

/** An e-mail address of at most 254 characters. */
export const anyEmail: fc.Arbitrary<string> = fc
  .tuple(local, fc.array(label, { minLength: 1, maxLength: 5 }), fc.oneof(label, fc.constant('xn--p1ai')))
  .map(([before, labels, top]) => `${before}@${labels.join('.')}.${top}`);

/** The name of a tab: letters, digits and hyphens, and no hyphen first. */
export const anyTab: fc.Arbitrary<string> = together(
  alphanumeric,
  joined(fc.oneof(alphanumeric, fc.constant('-')), { maxLength: 31 }),
);

import * as v from 'valibot';
import { lengths } from '../parsing/schema.ts';
import { hasAtMost, isPrintable, isVisible } from '../parsing/text.ts';

const MAX_NAME = 80;

/** The expected value in a fault. */
const aName =
  `1 to ${MAX_NAME} characters (Unicode code points): letters of any script, digits, spaces, emoji and ` +
  "' ’ - . ·, with at least one letter or emoji, and no dot before two letters or digits";

// Letters that show nothing: the fillers of Hangul.
const FILLER = '\\u115F\\u1160\\u3164\\uFFA0';
// Apostrophes, hyphens and dots. The last four are those of Japanese and Hebrew names.
const SIGN = "'’‘.·\\-‐‑・･׳־";
const EMOJI = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\p{Regional_Indicator}';
const KEYCAP = '[0-9#*]\\uFE0F?\\u20E3';
// The flags of regions such as Scotland: a black flag and a code in invisible characters.
const REGION_FLAG = '\\u{1F3F4}[\\u{E0020}-\\u{E007E}]{1,8}\\u{E007F}';
// Indic and Persian names and emoji such as 👩‍🍳 join characters.
const JOINED = `(?<=[\\p{L}\\p{Nl}\\p{M}${EMOJI}])[\\u200C\\u200D]`;

const NAME = new RegExp(
  `^(?:${REGION_FLAG}|${KEYCAP}|${JOINED}|(?![${FILLER}])[\\p{L}\\p{Nl}\\p{M}\\p{Nd}\\p{Zs}${SIGN}${EMOJI}])+$`,
  'u',
);
const LETTER_OR_EMOJI = new RegExp(`[\\p{L}\\p{Nl}${EMOJI}]|${KEYCAP}`, 'u');
const LETTER_OR_DIGIT = '[\\p{M}\\u200C\\u200D]*[\\p{L}\\p{N}]';
const ADDRESS = new RegExp(`\\.${LETTER_OR_DIGIT}${LETTER_OR_DIGIT}`, 'u');

/** The name of a customer. Anybody can order, and the board is public: a web address and a message are no names. */
export const nameSchema = v.pipe(
  v.string(aName),
  v.check((text) => hasAtMost(MAX_NAME, text) && isName(text), aName),
  lengths(MAX_NAME),
);

const isName = (text: string): boolean =>
  isPrintable(text) && isVisible(text) && NAME.test(text) && LETTER_OR_EMOJI.test(text) && !ADDRESS.test(text);

/** The longest first word on the board, in characters as a reader sees them. */
const MAX_ON_BOARD = 20;
const characters = new Intl.Segmenter(); // its default is grapheme clusters

/** The first name on the board: the first word that is a valid name. If no word is one, the first letters of the text. */
export const firstNameOf = (name: string): string => {
  const word = name.split(/\s/).find(isName) ?? firstLettersOf(name.trim());
  const shortened = Array.from(characters.segment(word), ({ segment }) => segment)
    .slice(0, MAX_ON_BOARD)
    .join('');
  return isName(shortened) ? shortened : firstLettersOf(shortened);
};

const firstLettersOf = (text: string): string => text.replace(/[^\p{L}\p{M}].*/su, '');

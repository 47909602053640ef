// Control characters such as line breaks, lone surrogates, private use, noncharacters (SQS refuses some of them), and marks
// that change the direction of the text.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** Whether text is one line without control characters. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text);

/** Whether text is made of lines without control characters. The only line break is a line feed. */
export const isPrintableText = (text: string): boolean => text.split('\n').every(isPrintable);

// Not spaces, controls, combining marks without a base, or characters such as a zero-width space and a Hangul filler. Unicode
// gives the last five no property that says so: braille blank, object replacement, null notehead and hieroglyph blanks.
const VISIBLE = /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{1D159}\u{13441}\u{13442}]/u;

/** Whether text shows anything. */
export const isVisible = (text: string): boolean => VISIBLE.test(text);

/** Whether text has at most this many characters (Unicode code points). */
export const hasAtMost = (most: number, text: string): boolean =>
  text.length <= 2 * most && Array.from(text).length <= most;

/** The beginning of text that a sender chose, for an answer. It never ends in half of a character. */
export const excerpt = (text: string, most: number): string =>
  text
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed();

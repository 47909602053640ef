/** A noun, and what takes its place. Both are in the singular. */
export type Rename = { readonly from: string; readonly to: string };

/**
 * Reads arguments such as `cat=dog`.
 *
 * @throws Error if there are none, if one is not a pair of nouns, or if a noun is renamed twice or is one of AWS
 */
export const parseRenames = (pairs: readonly string[]): readonly Rename[] => {
  if (pairs.length === 0) throw new Error('the arguments should be pairs such as cat=dog, got none');
  const renames = pairs.map(parseRename);
  for (const [n, { from }] of renames.entries()) {
    if (renames.findIndex((other) => other.from === from) < n)
      throw new Error(`each noun should be renamed once, got '${from}' twice`);
    if (AWS_NOUNS.includes(from))
      throw new Error(`a noun should be one of the shop, got '${from}', which AWS uses, too`);
  }
  return renames;
};

/** Names of services, of their resources and of parts of calls: a renamed one would be wrong. */
const AWS_NOUNS = 'queue message topic event function lambda bucket table stack alarm metric record'.split(' ');

const NOUN_WITH_S = /^(?!.*(?:s|x|z|ch|sh|[^aeiou]y)$)[a-z]{2,}$/;

const parseRename = (pair: string): Rename => {
  const [from = '', to = '', ...more] = pair.split('=');
  if (more.length === 0 && NOUN_WITH_S.test(from) && NOUN_WITH_S.test(to)) return { from, to };
  throw new Error(`a pair should be two nouns of small letters whose plurals add an s, such as cat=dog, got '${pair}'`);
};

/**
 * Creates a function that renames nouns in a text: alone, in the plural, and inside an identifier, in each case of letters. Longer words
 * that contain a noun stay, such as `border` and `recorder`. So do a noun that means a sequence, and names of SQS and HTML.
 */
export const createRename = (renames: readonly Rename[]) => {
  const steps = renames.flatMap((rename) => [...cases(rename), ...articles(rename)]);
  const renamed = (part: string): string => steps.reduce((text, [pattern, to]) => text.replace(pattern, to), part);
  return (text: string): string =>
    text
      .split(KEPT)
      .map((part, n) => (n % 2 === 0 ? renamed(part) : part))
      .join('');
};

/** Sequences, and names of SQS and of HTML. The classes of one letter keep these lines as they are when a noun in them is renamed. */
const KEPT = new RegExp(
  `(${[
    /\bin (?:(?:random|any|that|this) )?or[d]er\b/,
    /\bor[d]er in which\b/,
    /\bin the or[d]er of\b/,
    /[r]eceiptHandle/,
    /[t]abIndex/,
    /press\('[t]ab'/,
  ]
    .map(({ source }) => source)
    .join('|')})`,
  'i',
);

type Step = readonly [pattern: RegExp, to: string];

const cases = ({ from, to }: Rename): readonly Step[] => [
  // A letter after a backslash is no part of the word: `\n` ends a line.
  [new RegExp(`(?<!(?<!\\\\)[a-z])${from}(?=s?(?![a-z]))`, 'g'), to],
  [new RegExp(`(?<![A-Z])${capitalized(from)}(?=s?(?![a-z]))`, 'g'), capitalized(to)],
  [new RegExp(`(?<![A-Z])${from.toUpperCase()}(?=S?(?![A-Z]))`, 'g'), to.toUpperCase()],
];

/** Another first letter can need another article, in front of a noun and of an identifier. */
const articles = ({ from, to }: Rename): readonly Step[] => {
  if (beginsWithVowel(from) === beginsWithVowel(to)) return [];
  const [old, article] = beginsWithVowel(to) ? ['a', 'an'] : ['an', 'a'];
  const noun = `[\`"'*]*${to}s?(?![a-z])`;
  return [
    [new RegExp(`\\b${old}(?=[ -]${noun})`, 'g'), article],
    [new RegExp(`\\b${capitalized(old)}(?=[ -]${noun})`, 'g'), capitalized(article)],
    [new RegExp(`\\b${old}(?=${capitalized(to)}s?(?![a-z]))`, 'g'), article],
  ];
};

const capitalized = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const beginsWithVowel = (word: string): boolean => /^[aeiou]/.test(word);

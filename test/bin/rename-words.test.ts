import { createRename, parseRenames } from '../../bin/rename-words.ts';

const rename = createRename(parseRenames(['apple=pear', 'cat=owl']));

it.each([
  ['a word', 'the apple, two apples', 'the pear, two pears'],
  ['a path', 'lib/apple/apple-store.ts', 'lib/pear/pear-store.ts'],
  ['a name in snake case', 'apple_id, my_apples', 'pear_id, my_pears'],
  ['a name in camel case', 'appleId, putApples, readApple', 'pearId, putPears, readPear'],
  ['a type', 'Apple, AppleRecord, Apples', 'Pear, PearRecord, Pears'],
  ['a constant', 'APPLE_TABLE, MAX_APPLES', 'PEAR_TABLE, MAX_PEARS'],
  ['the number of a version', 'apple-placed-v1, apples2', 'pear-placed-v1, pears2'],
  [
    'an article',
    'an apple, An `apple`, an appleId, #find-an-apple, a cat',
    'a pear, A `pear`, a pearId, #find-a-pear, an owl',
  ],
  ['an article in a name', 'anApple, aCat', 'aPear, anOwl'],
])('renames %s', (_what, text, renamed) => {
  expect(rename(text)).toBe(renamed);
});

it.each(['pineapple', 'appled', 'concat', 'category', 'CATEGORY', 'location', 'an ample, a dog'])(
  'keeps a word that only contains a noun: %s',
  (text) => {
    expect(rename(text)).toBe(text);
  },
);

it('keeps an order that is a sequence', () => {
  const noun = ['or', 'der'].join('');
  const text = `made in ${noun}, in random ${noun}, in the ${noun} in which they came, in the ${noun} of their times`;
  const renameNoun = createRename([{ from: noun, to: 'task' }]);
  expect(renameNoun(text)).toBe(text);
  expect(renameNoun(`an ${noun} waits, and the ${noun} of a tab`)).toBe('a task waits, and the task of a tab');
});

it.each([
  ['rece', 'ipt', 'Handle'],
  ['t', 'ab', 'Index'],
])('keeps the name of another system that begins with a noun: %s%s', (start, end, rest) => {
  const noun = start + end;
  const renameNoun = createRename([{ from: noun, to: 'task' }]);
  const capitalized = noun.charAt(0).toUpperCase() + noun.slice(1);
  expect(renameNoun(`${noun}${rest}, ${capitalized}${rest}, ${noun}Id`)).toBe(
    `${noun}${rest}, ${capitalized}${rest}, taskId`,
  );
});

it('keeps the name of a key of the keyboard', () => {
  const noun = ['t', 'ab'].join('');
  const press = `press('${['T', 'ab'].join('')}')`;
  expect(createRename([{ from: noun, to: 'task' }])(`${press}, ${noun}`)).toBe(`${press}, task`);
});

it.each([
  [[], 'the arguments should be pairs such as cat=dog, got none'],
  [['apple'], "got 'apple'"],
  [['apple='], "got 'apple='"],
  [['apple=pear=fig'], "got 'apple=pear=fig'"],
  [['apple=Pear'], "got 'apple=Pear'"],
  [
    ['apple=box'],
    "a pair should be two nouns of small letters whose plurals add an s, such as cat=dog, got 'apple=box'",
  ],
  [['berry=pear'], "got 'berry=pear'"],
  [['apple=pear', 'apple=plum'], "each noun should be renamed once, got 'apple' twice"],
  [['queue=line'], "a noun should be one of the shop, got 'queue', which AWS uses, too"],
])('refuses the arguments %j', (pairs, sentence) => {
  expect(() => parseRenames(pairs)).toThrow(sentence);
});

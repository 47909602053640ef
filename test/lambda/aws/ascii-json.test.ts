import { asciiJson } from '../../../lambda/aws/ascii-json.ts';

const texts = ['Ada', 'Zoë', '你好', '🍵', '𠮷', '👩‍🍳', '\u2028', '\ud800', '\u0000', '"\\/\n\t', '\u007f', '\uffff'];

it.each(texts)('holds printable ASCII only, and the same value: %j', (text) => {
  const json = asciiJson({ [text]: [text, 1, null] });
  expect(json).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(json)).toEqual({ [text]: [text, 1, null] });
});

it('leaves ASCII as JSON writes it', () => {
  expect(asciiJson({ name: 'Ada', lines: [1, true] })).toBe('{"name":"Ada","lines":[1,true]}');
});

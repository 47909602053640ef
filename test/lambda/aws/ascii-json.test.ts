import { asciiJson } from '../../../lambda/aws/ascii-json.ts';

it('escapes everything outside printable ASCII, and means the same', () => {
  const value = { name: 'Ünal 𠮷 👩🏽', note: 'a\u007fb\tc ~' };
  const text = asciiJson(value);
  expect(text).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(text)).toEqual(value);
});

it('pads an escape to four digits, and leaves printable ASCII as it is', () => {
  expect(asciiJson(' ~é')).toBe('" ~\\u00e9"');
});

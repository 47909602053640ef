import { parseMediaType } from '../../../lambda/api/media-type.ts';

const charset = { name: 'charset', value: 'utf-8' };

describe('a media type', () => {
  it.each([
    ['text/plain', []],
    ['text/plain;', []],
    ['text/plain; ;', []],
    ['text/plain;charset=utf-8', [charset]],
    [' Text/PLAIN ;\tCHARSET = utf-8 ; ', [charset]],
    ['text/plain; charset="utf-8"', [charset]],
    ['text/plain; charset="ut\\f\\-8"', [charset]],
    ['text/plain; title="a \\"b\\"; c\\\\"', [{ name: 'title', value: 'a "b"; c\\' }]],
    ['text/plain; title=""', [{ name: 'title', value: '' }]],
    ['text/plain; charset=utf-8; charset=UTF-8', [charset, { name: 'charset', value: 'UTF-8' }]],
  ])('is read with its parameters: %j', (text, parameters) => {
    expect(parseMediaType(text)).toEqual({ type: 'text/plain', parameters });
  });

  it.each([
    '',
    'text',
    'text/',
    '/plain',
    'text /plain',
    'text/plain charset=utf-8',
    'text/plain; charset',
    'text/plain; charset=',
    'text/plain; =utf-8',
    'text/plain; charset="utf-8',
    'text/plain; charset=utf-8 x',
    'text/plain; charset="a" "b"',
    'text/plain, text/html',
  ])('is malformed: %j', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });
});

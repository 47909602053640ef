import { PermanentError } from '../../../lambda/errors.ts';
import { requestHash } from '../../../lambda/order/identity.ts';
import { decode } from '../../../lambda/order/message.ts';
import { parseRequest } from '../../../lambda/order/request.ts';
import { MAX_QUANTITY } from '../../../lambda/product/line.ts';
import { aMessage, anOrder } from '../../support/orders.ts';
import { aLine } from './lines.ts';

const parse = (input: unknown) => parseRequest(input, Date.parse('2026-11-21T09:00:00.000Z'));
const ordered = (line: object) => ({ ...anOrder(), lines: [{ ...aLine(), ...line }] });
/** Refused for this fault only: the detail ends with the received value. */
const refusedAt = (pointer: string, got: string) => ({
  kind: 'invalid',
  faults: [{ pointer, detail: expect.stringContaining(`, got ${got}`) }],
});

describe('a line', () => {
  it.each([
    ['with a note', ordered({ note: 'extra hot, in the blue cup' })],
    ['with a note of 140 characters', ordered({ note: 'n'.repeat(140) })],
    ['with a note of 140 characters outside the basic plane', ordered({ note: '𠮷'.repeat(140) })],
    ['with a note in several scripts', ordered({ note: '\u200fחם מאוד, 热, ಬಿಸಿ 👩‍🍳 http://recipe.example' })],
    ['with several extras', ordered({ extras: ['oat-milk', 'extra-shot'] })],
    ['with an empty list of extras', ordered({ extras: [] })],
    ['with the quantity 1', ordered({ quantity: 1 })],
    ['with the largest quantity', ordered({ quantity: MAX_QUANTITY })],
  ])('is accepted unchanged %s', (_what, order) => {
    expect(parse(JSON.parse(JSON.stringify(order)))).toEqual({ kind: 'valid', value: order });
  });

  it.each([
    ['with a drink that is not on the menu', ordered({ item: 'cortado' }), '/lines/0/item', "'cortado'"],
    ['with a drink in capitals', ordered({ item: 'LATTE' }), '/lines/0/item', "'LATTE'"],
    ['with an unknown size', ordered({ size: 'venti' }), '/lines/0/size', "'venti'"],
    ['without a quantity', ordered({ quantity: undefined }), '/lines/0/quantity', 'nothing'],
    ['with the quantity 0', ordered({ quantity: 0 }), '/lines/0/quantity', '0'],
    ['with a negative quantity', ordered({ quantity: -1 }), '/lines/0/quantity', '-1'],
    [
      'with a quantity above the largest',
      ordered({ quantity: MAX_QUANTITY + 1 }),
      '/lines/0/quantity',
      `${MAX_QUANTITY + 1}`,
    ],
    ['with a fractional quantity', ordered({ quantity: 1.5 }), '/lines/0/quantity', '1.5'],
    ['with a quantity as text', ordered({ quantity: '2' }), '/lines/0/quantity', "'2'"],
    ['with an unknown extra', ordered({ extras: ['oat-milk', 'gold'] }), '/lines/0/extras/1', "'gold'"],
    ['with one extra twice', ordered({ extras: ['oat-milk', 'oat-milk'] }), '/lines/0/extras', 'a list of length 2'],
    ['with extras that are not a list', ordered({ extras: 'oat-milk' }), '/lines/0/extras', "'oat-milk'"],
    ['with a note that is too long', ordered({ note: 'n'.repeat(141) }), '/lines/0/note', "'nnnn"],
    [
      'with a note of 141 characters outside the basic plane',
      ordered({ note: '𠮷'.repeat(141) }),
      '/lines/0/note',
      "'𠮷𠮷",
    ],
    ['with a blank note', ordered({ note: ' ' }), '/lines/0/note', "' '"],
    ['with a note of a zero-width space', ordered({ note: '\u200b' }), '/lines/0/note', "'"],
    ['with a note that shows nothing', ordered({ note: ' \u3164\u2800\u00ad\ufe0f' }), '/lines/0/note', "'"],
  ])('is refused %s', (_what, order, pointer, got) => {
    expect(parse(order)).toEqual(refusedAt(pointer, got));
  });

  it('is refused with an infinite quantity', () => {
    const fault = { pointer: '/lines/0/quantity', detail: expect.stringContaining(', got Infinity') };
    // It is not whole, and it is above the largest.
    expect(parse(ordered({ quantity: JSON.parse('1e400') }))).toEqual({ kind: 'invalid', faults: [fault, fault] });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'is refused with the name of an inherited property as a drink, a size and an extra: %s',
    (name) => {
      expect(parse(ordered({ item: name, size: name, extras: [name] }))).toMatchObject({
        kind: 'invalid',
        faults: ['/lines/0/item', '/lines/0/size', '/lines/0/extras/0'].map((pointer) => ({
          pointer,
          detail: expect.stringContaining(`, got '${name}'`),
        })),
      });
    },
  );

  it.each([
    'Ada\nBcc: eve@example.org',
    'Ada\rEve',
    'Ada\tEve',
    'Ada\u2028Eve',
    'Ada\u2029Eve',
    'Ada\u0085Eve',
    'Ada\u0000',
    'Ada\u202Eeve',
    'Ada\uD83D',
    'Ada\uFFFE',
  ])('is refused with a note that is not one line of printable text: %j', (note) => {
    expect(parse(ordered({ note }))).toEqual(refusedAt('/lines/0/note', `'${JSON.stringify(note).slice(1, -1)}'`));
  });

  it('is refused with a pointer and a sentence for each fault', () => {
    expect(parse(ordered({ size: 'venti', quantity: 0 }))).toEqual({
      kind: 'invalid',
      faults: [
        { pointer: '/lines/0/size', detail: "size should be small, medium or large, got 'venti'" },
        { pointer: '/lines/0/quantity', detail: 'quantity should be a whole number from 1 to 20, got 0' },
      ],
    });
  });
});

it('names the extras of the menu if a list of extras is not valid', () => {
  const extras = 'a list without duplicates of extra-shot, oat-milk, soy-milk, vanilla-syrup or whipped-cream';
  expect(parse(ordered({ extras: 7 }))).toMatchObject({ faults: [{ detail: `extras should be ${extras}, got 7` }] });
});

describe('a line of an accepted order', () => {
  const bodyOf = (line: object) => {
    const message = aMessage();
    return JSON.stringify({ ...message, order: { ...message.order, lines: [line] } });
  };

  it('is decoded even if it is no longer on the menu', () => {
    const line = { item: 'cortado', size: 'tiny', quantity: 1, extras: ['gold'] };
    expect(decode(bodyOf(line))).toMatchObject({ order: { lines: [line] } });
  });

  it('is malformed with extras that are not a list', () => {
    expect(() => decode(bodyOf({ ...aLine(), extras: 'gold' }))).toThrow(
      '/order/lines/0/extras: extras should be a list of extras',
    );
  });

  it.each(['\u200b', '𠮷'.repeat(140)])('is decoded with the note of an earlier release: %j', (note) => {
    expect(decode(bodyOf(aLine({ note })))).toMatchObject({ order: { lines: [{ note }] } });
  });

  it('is malformed with a quantity above the largest', () => {
    const decoding = () => decode(bodyOf(aLine({ quantity: 21 })));
    expect(decoding).toThrow(PermanentError);
    expect(decoding).toThrow(
      expect.objectContaining({ code: 'malformed', message: expect.stringContaining('/order/lines/0/quantity: ') }),
    );
  });
});

it('hashes an empty list of extras differently from no extras', () => {
  expect(requestHash(ordered({ extras: [] }))).not.toBe(requestHash(ordered({})));
});

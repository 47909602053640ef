import { MAX_LINES, parseRequest, parseShape } from '../../../lambda/order/request.ts';
import { samples } from '../../../lambda/product/index.ts';
import { anOrder, anotherOrder } from '../../support/orders.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const parse = (input: unknown) => parseRequest(input, NOW);

const ada = { name: 'Ada', email: 'ada@example.org' };
const named = (name: string) => anOrder({ customer: { ...ada, name } });
const mailed = (email: string) => anOrder({ customer: { ...ada, email } });
const lines = (count: number) => anOrder({ lines: Array.from({ length: count }, () => samples.line) });
const local = (length: number) => 'a'.repeat(length);

/** An address with a total of this many characters. */
const address = (length: number) => `${local(64)}@${'b'.repeat(length - 64 - 1 - 4)}.org`;

describe('an order', () => {
  it.each([
    ['with its required fields only', anOrder()],
    ['with a tab of one character', anOrder({ tab: '7' })],
    ['with a tab of 32 characters', anOrder({ tab: 'T'.repeat(32) })],
    ['with every optional field of a line', anotherOrder()],
    ['with the line that takes the longest', anOrder({ lines: [samples.longestLine] })],
    ['with the most lines', lines(MAX_LINES)],
    ['for a name of 80 characters', named('n'.repeat(80))],
    ['for an address whose domain is in another script', mailed('ada@example.xn--p1ai')],
    ['for an address whose last label has digits and hyphens', mailed('ada@example.a-1b')],
    ['for an address of single letters', mailed('a@b.c')],
    ['for an address in capitals', mailed('ADA@EXAMPLE.ORG')],
    ['for an address whose last label has 63 characters', mailed(`ada@example.${local(63)}`)],
    ['for an address whose domain has a hyphen', mailed('ada@my-shop.example')],
    ['for an address with two dots in a row before its @', mailed('ada..lovelace@example.org')],
    ['for an address with every sign', mailed(".!#$%&'*+/=?^_`{|}~-@example.org")],
    ['for a name of 80 emoji', named('👩'.repeat(80))],
    ['for a name in any script', named('Ἄδα Λάβλεϊς-अदा 阿达 👩🏽‍💻')],
    ['for an address of 254 characters', mailed(address(254))],
    ['for an address with a plus', mailed('ada+orders@mail.example.co.uk')],
  ])('is accepted unchanged %s', (_what, order) => {
    expect(parse(JSON.parse(JSON.stringify(order)))).toEqual({ kind: 'valid', value: order });
  });
});

describe('an order is refused', () => {
  it.each([
    ['that is not an object', 'one order, please', ''],
    ['that is null', null, ''],
    ['without a customer', { lines: [samples.line] }, '/customer'],
    ['without lines', { customer: ada }, '/lines'],
    ['with an empty list of lines', lines(0), '/lines'],
    ['with too many lines', lines(MAX_LINES + 1), '/lines'],
    ['whose lines are not a list', { customer: ada, lines: { 0: samples.line } }, '/lines'],
    ['whose line is not an object', { customer: ada, lines: ['one'] }, '/lines/0'],
    ['for a customer without a name', { ...anOrder(), customer: { email: ada.email } }, '/customer/name'],
    ['for a customer without an address', { ...anOrder(), customer: { name: 'Ada' } }, '/customer/email'],
    ['for an address with letters that are not ASCII', mailed('zoë@example.org'), '/customer/email'],
    ['for an address whose last label ends in a hyphen', mailed('ada@example.org-'), '/customer/email'],
    ['for an address whose last label begins with a hyphen', mailed('ada@example.-org'), '/customer/email'],
    ['for an address whose last label has 64 characters', mailed(`ada@example.${local(64)}`), '/customer/email'],
    ['for an address whose domain begins with a hyphen', mailed('ada@-example.org'), '/customer/email'],
    ['for an address whose domain begins with a dot', mailed('ada@.example.org'), '/customer/email'],
    ['for an address with two dots in a row in its domain', mailed('ada@mail..example.org'), '/customer/email'],
    ['for an address with two dots in a row before its last label', mailed('ada@example..org'), '/customer/email'],
    ['for an address whose domain has a hyphen before its last dot', mailed('ada@example-.org'), '/customer/email'],
    ['for an address whose domain has an underscore', mailed('ada@my_shop.org'), '/customer/email'],
    ['for an address that ends in a dot', mailed('ada@example.org.'), '/customer/email'],
    ['for an address without a local part', mailed('@example.org'), '/customer/email'],
    ['with a tab that has a character that is not ASCII before it', anOrder({ tab: 'ü7' }), '/tab'],
    ['with a tab that ends in a character that is not ASCII', anOrder({ tab: '7ü' }), '/tab'],
    ['for a name of 81 emoji', named('👩'.repeat(81)), '/customer/name'],
    ['with a tab that is not ASCII', anOrder({ tab: 'Süd-7' }), '/tab'],
    ['with a tab that shows nothing', anOrder({ tab: '\u200b' }), '/tab'],
    ['for a blank name', named(' \u00A0 '), '/customer/name'],
    ['for an empty name', named(''), '/customer/name'],
    ['for a name that is too long', named('n'.repeat(81)), '/customer/name'],
    ['for a name that is not text', { ...anOrder(), customer: { ...ada, name: 7 } }, '/customer/name'],
    ['for an address without an @', mailed('ada.example.org'), '/customer/email'],
    ['for an address with two @', mailed('ada@home@example.org'), '/customer/email'],
    ['for an address whose domain has no dot', mailed('ada@localhost'), '/customer/email'],
    ['for an address with a blank', mailed('ada lovelace@example.org'), '/customer/email'],
    ['for several addresses', mailed('ada@example.org,eve@example.org'), '/customer/email'],
    ['for an address with a display name', mailed('Ada <ada@example.org>'), '/customer/email'],
    ['for an address that is too long', mailed(address(255)), '/customer/email'],
    ['for a local part that is too long', mailed(`${local(65)}@example.org`), '/customer/email'],
    ['with an empty tab', anOrder({ tab: '' }), '/tab'],
    ['with a tab that is too long', anOrder({ tab: 't'.repeat(33) }), '/tab'],
    ['with a tab that begins with a hyphen', anOrder({ tab: '-7' }), '/tab'],
    ['with a tab of two words', anOrder({ tab: 'table 7' }), '/tab'],
    ['with a tab that has an underscore', anOrder({ tab: 'table_7' }), '/tab'],
    ['with null as its tab', { ...anOrder(), tab: null }, '/tab'],
  ])('%s', (_what, order, pointer) => {
    const detail = expect.stringMatching(/ should .*, got /);
    expect(parse(order)).toEqual({ kind: 'invalid', faults: [{ pointer, detail }] });
  });
});

describe('a line is refused', () => {
  it.each(samples.bad)('$rule', ({ line, pointer }) => {
    const order = { ...anOrder(), lines: [samples.line, line] };
    const detail = expect.stringMatching(/ should .*, got /);
    expect(parse(order)).toEqual({ kind: 'invalid', faults: [{ pointer: `/lines/1${pointer}`, detail }] });
  });

  it('that is no longer sold, although it passes the rules that never change', () => {
    const order = { ...anOrder(), lines: [samples.retiredLine] };
    const detail = expect.stringMatching(/ should .*, got /);
    const fault = { pointer: expect.stringMatching(/^\/lines\/0\//), detail };
    expect(parse(order)).toEqual({ kind: 'invalid', faults: expect.arrayContaining([fault]) });
    expect(parseShape(order)).toEqual({ kind: 'valid', value: order });
  });
});

describe('an order with a pick-up time', () => {
  it.each([
    '2026-11-21T09:00:00.001Z',
    '2026-11-21T21:00:00Z',
    '2026-11-21T12:30+01:00',
    '2026-11-21t12:30:00z',
    '2026-11-21T12:30:00.123456+00:00',
    '2026-11-21T12:30:00,5Z',
    '2026-11-21T12:30:00+0100',
    '2026-11-21T12:30:00+01',
    '2026-11-22T02:30:00+14:00',
    '2026-11-21T01:30:00-12:00',
  ])('is accepted for %s', (pickupAt) => {
    const order = { ...anOrder(), pickupAt };
    expect(parse(order)).toEqual({ kind: 'valid', value: order });
  });

  it.each([
    '2026-11-21T09:00:00.000Z',
    '2026-11-21T21:00:00.001Z',
    '2026-11-21T10:00:00',
    '2026-11-21',
    '2026-13-41T10:00:00Z',
    '2026-02-30T09:00:00Z',
    '2026-11-21T12:30:00+99:00',
    '2026-11-21 12:30:00Z',
    'soon',
    1_795_251_600_000,
  ])('is refused for %s', (pickupAt) => {
    const refused = {
      kind: 'invalid',
      faults: [{ pointer: '/pickupAt', detail: expect.stringMatching(/should.*got/) }],
    };
    expect(parse({ ...anOrder(), pickupAt })).toMatchObject(refused);
  });

  it('is refused on a tab, because a tab is made in order', () => {
    const order = { ...anOrder({ tab: 'table-7' }), pickupAt: '2026-11-21T12:00:00Z' };
    const detail = expect.stringContaining('should be absent if the order has a tab');
    expect(parse(order)).toEqual({ kind: 'invalid', faults: [{ pointer: '/pickupAt', detail }] });
  });
});

it('refuses a pick-up time with a hundred thousand digits', () => {
  const pickupAt = `2026-11-21T12:30:00.${'0'.repeat(100_000)}Z`;
  expect(parse({ ...anOrder(), pickupAt })).toMatchObject({ kind: 'invalid', faults: [{ pointer: '/pickupAt' }] });
});

it('answers a short sentence for a long pick-up time', () => {
  const parsed = parse({ ...anOrder(), pickupAt: '9'.repeat(1_000_000) });
  expect(JSON.stringify(parsed).length).toBeLessThan(500);
});

it('passes a name that an earlier release accepted by the rules that never change', () => {
  const order = named('You won: http://prize.example');
  expect(parse(order)).toMatchObject({ kind: 'invalid', faults: [{ pointer: '/customer/name' }] });
  expect(parseShape(order)).toEqual({ kind: 'valid', value: order });
});

describe('the fault of an order names the expected and the received value:', () => {
  it.each([
    [
      mailed('ada'),
      'email should be an e-mail address such as ada@example.org, of at most 254 characters: 1 to 64 letters (A to Z), ' +
        "digits or .!#$%&'*+/=?^_`{|}~- before one @, then a domain with a dot (one in another script as in " +
        "example.xn--p1ai), got 'ada'",
    ],
    [
      anOrder({ tab: '-7' }),
      'tab should be a name such as table-7: 1 to 32 letters (A to Z), digits and hyphens, and no hyphen first, ' +
        "got '-7'",
    ],
    [lines(0), 'lines should be a list of 1 to 5000 lines, got a list of length 0'],
    [lines(MAX_LINES + 1), 'lines should be a list of 1 to 5000 lines, got a list of length 5001'],
    [{ ...anOrder(), lines: 'none' }, "lines should be a list of 1 to 5000 lines, got 'none'"],
    [
      { ...anOrder(), pickupAt: 'soon' },
      'pickupAt should be an RFC 3339 time with its zone, such as 2026-11-21T09:30:00Z or 2026-11-21T10:30+01:00 ' +
        "(its seconds can be missing), got 'soon'",
    ],
    [
      anOrder({ pickupAt: '2026-11-21T09:00:00.000Z' }),
      "pickupAt should be in the next 12 hours, got '2026-11-21T09:00:00.000Z'",
    ],
    [
      anOrder({ tab: 'table-7', pickupAt: '2026-11-21T12:00:00Z' }),
      "pickupAt should be absent if the order has a tab, got '2026-11-21T12:00:00Z'",
    ],
  ])('%#', (order, detail) => {
    expect(parse(order)).toMatchObject({ kind: 'invalid', faults: [{ detail }] });
  });
});

it('shows the received value in the faults of the rules that never change', () => {
  expect(parseShape(lines(0))).toMatchObject({
    faults: [{ detail: 'lines should be a list of 1 to 5000 lines, got a list of length 0' }],
  });
});

describe('an order in a shop that does without a queue', () => {
  const pickupAt = '2026-11-21T12:00:00Z';
  const without = ['tabs', 'pickups'] as const;

  it('has no field of that queue', () => {
    const faults = [{ pointer: '/tab', detail: "tab should be absent, because this shop has no tabs, got 'table-7'" }];
    expect(parseRequest(anOrder({ tab: 'table-7' }), NOW, { without })).toEqual({ kind: 'invalid', faults });
    expect(parseRequest(anOrder({ tab: 'table-7', pickupAt }), NOW, { without })).toMatchObject({
      faults: [{ pointer: '/tab' }, { pointer: '/pickupAt' }],
    });
  });

  it('can have the field of another queue', () => {
    expect(parseRequest(anOrder(), NOW, { without }).kind).toBe('valid');
    expect(parseRequest(anOrder({ pickupAt }), NOW, { without: ['tabs'] }).kind).toBe('valid');
    expect(parseRequest(anOrder({ tab: 'table-7' }), NOW, { without: ['pickups'] }).kind).toBe('valid');
  });
});

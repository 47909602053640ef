import fc from 'fast-check';
import * as v from 'valibot';
import { type RequestLine, requestLineSchema, samples } from '../../lambda/product/index.ts';
import { anyEmail, anyName, anyTab, anyVisibleText } from './texts.ts';

/** What an accepted request says, in the words of the answers: `pickupAt` is in UTC with milliseconds. */
export type Said = {
  readonly customer: { readonly name: string; readonly email: string };
  readonly lines: readonly RequestLine[];
  readonly tab?: string;
  readonly pickupAt?: string;
};

/** A good request: what is sent, and what it says. They differ in the format of `pickupAt`. */
export type GoodRequest = { readonly sent: Said; readonly said: Said };

export type RequestOptions = {
  readonly line: fc.Arbitrary<RequestLine>;
  readonly mostLines: number;
  readonly email?: fc.Arbitrary<string>;
  /** Milliseconds since 1970. Pick-up times are from 2 minutes to this many minutes after it. */
  readonly now: number;
  readonly mostMinutes: number;
  /** The queues that the shop does without. @default none */
  readonly without?: readonly string[];
};

/** A request by the documented rules: text of every script, a tab or a pick-up time in every format, one line or many. */
export const anyGoodRequest = ({
  line,
  mostLines,
  email = anyEmail,
  now,
  mostMinutes,
  without = [],
}: RequestOptions) => {
  const lines = fc.oneof(
    { weight: 9, arbitrary: fc.array(line, { minLength: 1, maxLength: 4, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(line, { minLength: 1, maxLength: mostLines, size: 'max' }) },
  );
  const customer = fc.record({ name: anyName, email });
  const when: fc.Arbitrary<When> = fc.oneof(
    fc.constant({}),
    ...(without.includes('tabs') ? [] : [fc.record({ tab: anyTab })]),
    ...(without.includes('pickups') ? [] : [anyPickup(now, mostMinutes).map((pickup) => ({ pickup }))]),
  );
  return fc.tuple(customer, lines, when).map(([customer, lines, { tab, pickup }]): GoodRequest => {
    const order = { customer, lines, ...(tab === undefined ? {} : { tab }) };
    if (pickup === undefined) return { sent: order, said: order };
    return { sent: { ...order, pickupAt: pickup.sent }, said: { ...order, pickupAt: pickup.said } };
  });
};

type Pickup = { readonly sent: string; readonly said: string };
type When = { readonly tab?: string; readonly pickup?: Pickup };

const MINUTE = 60_000;

/** A pick-up time, with any offset, fraction and format that RFC 3339 and ISO 8601 allow. */
const anyPickup = (now: number, mostMinutes: number): fc.Arbitrary<Pickup> =>
  fc
    .record({
      milliseconds: fc.integer({ min: 2 * MINUTE, max: mostMinutes * MINUTE }),
      offset: fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
      zone: fc.constantFrom('Z', 'z', '+hh:mm', '+hhmm', '+hh'),
      seconds: fc.constantFrom('none', 'whole', 'fraction', 'comma'),
      more: fc.stringMatching(/^\d{0,6}$/),
      t: fc.constantFrom('T', 't'),
    })
    .map(({ milliseconds, offset, zone, seconds, more, t }) => {
      const step = { none: MINUTE, whole: 1000, fraction: 1, comma: 1 }[seconds] ?? 1;
      const at = Math.floor((now + milliseconds) / step) * step;
      const minutes = zone.toUpperCase() === 'Z' ? 0 : zone === '+hh' ? offset - (offset % 60) : offset;
      const [date = '', time = ''] = new Date(at + minutes * MINUTE).toISOString().slice(0, -1).split('T');
      const shown = {
        none: time.slice(0, 5),
        whole: time.slice(0, 8),
        fraction: time + more,
        comma: time.replace('.', ','),
      };
      return {
        sent: `${date}${t}${shown[seconds] ?? time}${zoneText(zone, minutes)}`,
        said: new Date(at).toISOString(),
      };
    });

const zoneText = (zone: string, minutes: number): string => {
  if (zone.toUpperCase() === 'Z') return zone;
  const two = (n: number): string => String(n).padStart(2, '0');
  const hh = two(Math.floor(Math.abs(minutes) / 60));
  const mm = two(Math.abs(minutes) % 60);
  const sign = minutes < 0 ? '-' : '+';
  return sign + { '+hh:mm': `${hh}:${mm}`, '+hhmm': hh + mm, '+hh': hh }[zone];
};

/** The longest text that this draws for a field. A product may allow more, and tests that itself. */
const MOST_TEXT = 40;

/** The fields of a sample line in which a customer can write any text, such as a note. */
const textFieldsOf = (line: RequestLine): string[] =>
  Object.entries(line)
    .filter(([, value]) => typeof value === 'string')
    .map(([name]) => name)
    .filter((name) => v.is(requestLineSchema, { ...line, [name]: 'Zoë 𠮷 👩‍🍳' }));

/** The sample lines of the product, with other text where customers can write any. */
export const anySampleLine: fc.Arbitrary<RequestLine> = fc.oneof(
  ...[samples.line, samples.fullLine, samples.longestLine].map((line) =>
    fc
      .record(Object.fromEntries(textFieldsOf(line).map((name) => [name, anyVisibleText(MOST_TEXT)])))
      .map((texts) => ({ ...line, ...texts })),
  ),
);

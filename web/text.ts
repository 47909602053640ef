import type { Count } from './columns.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** An age such as `42 s`, `12 min` or `3 h 05 min`. */
export const ageText = (milliseconds: number): string => {
  const age = Math.max(0, milliseconds);
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  const minutes = String(Math.floor((age % HOUR) / MINUTE)).padStart(2, '0');
  return age < 24 * HOUR ? `${Math.floor(age / HOUR)} h ${minutes} min` : `${Math.floor(age / (24 * HOUR))} d`;
};

const numbers = new Intl.NumberFormat('en-US');
export const numberText = (value: number): string => numbers.format(value);

/** A count such as `12`, `1,000+` or `≈4,800`. */
export const countText = ({ kind, value }: Count): string => {
  const isAbout = kind === 'about' && value > 0;
  return `${isAbout ? '≈' : ''}${numberText(value)}${kind === 'least' ? '+' : ''}`;
};

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The local time of the day, such as `14:30`. */
export const timeText = (at: number | string): string => clock.format(new Date(at));
export const timeWithSeconds = (at: number): string => clockWithSeconds.format(new Date(at));

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${numberText(count)} ${count === 1 ? one : many}`;

/** `a`, `a and b`, or `a, b and c`. */
export const listText = (parts: readonly string[]): string => {
  const [last = '', ...others] = parts.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
};

/** An amount such as `€3.90`. A product can have a currency that is no ISO 4217 code, as in `3.90 beans`. */
export const moneyText = (cents: number, currency: string): string => {
  const amount = cents / 100;
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);
  } catch {
    return `${amount.toFixed(2)} ${currency}`;
  }
};

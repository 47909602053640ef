const TIME =
  /^(?<date>\d{4}-\d\d-\d\d)T(?<minute>(?:[01]\d|2[0-3]):[0-5]\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?(?:Z|(?<sign>[+-])(?<hours>\d\d)(?::?(?<minutes>\d\d))?)$/i;

/**
 * The milliseconds since 1970 of an RFC 3339 time; NaN for other text. Seconds, and the minutes of a zone, can be missing, as in
 * ISO 8601.
 */
export const millisecondsOf = (text: string): number => {
  const { date = '', minute, second = '00', fraction = '', ...zone } = TIME.exec(text)?.groups ?? {};
  if (!isDate(date)) return Number.NaN;
  const { sign = '+', hours = '00', minutes = '00' } = zone;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  return Date.parse(`${date}T${minute}:${second}.${milliseconds}${sign}${hours}:${minutes}`);
};

/** `Date.parse` takes 30 February for 2 March. */
const isDate = (date: string): boolean => {
  const midnight = Date.parse(`${date}T00:00:00.000Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
};

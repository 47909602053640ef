/** The next moment with this time of the day, such as `09:30`, as an ISO 8601 time. Returns other text unchanged, so that the shop names the fault. */
export const nextMomentOf = (time: string, now: Date): string => {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return time;
  const moment = new Date(now);
  moment.setHours(Number(hours), Number(minutes), 0, 0);
  if (moment <= now) moment.setDate(moment.getDate() + 1);
  return moment.toISOString();
};

import { span, usd, whole } from '../printing/numbers.ts';
import { counted, heading, table } from '../printing/text.ts';
import type { Limit } from './limits.ts';
import type { Plan } from './plan.ts';
import { quotas } from './quotas.ts';

/** The plan in sentences. */
export const answerOf = (plan: Plan): readonly string[] => [
  verdictOf(plan),
  ...firstLimit(plan),
  ...plan.exceeded.map(
    (limit) => `Raise "${limit.name}": ${of(limit)}. How: ${limit.remedy}. Until then, ${limit.effect}.`,
  ),
  outageOf(plan),
  inFlightOf(plan),
  `One tab makes at most ${plan.ordersOfOneTab.toFixed(1)} orders a second, because they are made one after the other.`,
  costOfPlan(plan),
];

const numberOf = (value: number): string => (value < 10 ? String(Number(value.toPrecision(2))) : whole(value));
const of = ({ needed, allowed, unit }: Limit): string =>
  `it needs ${numberOf(needed)} ${unit}, got ${numberOf(allowed)}`;

const verdictOf = ({ stage, ordersPerSecond, exceeded }: Plan): string =>
  exceeded.length === 0
    ? `The stage ${stage} takes ${numberOf(ordersPerSecond)} orders a second: no limit is exceeded.`
    : `The stage ${stage} does not take ${numberOf(ordersPerSecond)} orders a second: ${counted(exceeded.length, 'limit')} would be exceeded.`;

const firstLimit = ({ limits: [first] }: Plan): readonly string[] =>
  first ? [`The first limit is "${first.name}", at ${numberOf(first.ordersPerSecond)} orders a second.`] : [];

const outageOf = ({ outage: { minutes, backlog, drainSeconds } }: Plan): string =>
  Number.isFinite(drainSeconds)
    ? `After an outage of the store of ${minutes} minutes, ${whole(backlog)} orders wait, and the last of them is made within ${span(drainSeconds)}.`
    : `After an outage of the store of ${minutes} minutes, ${whole(backlog)} orders wait, and the baristas never catch up: they make fewer orders than arrive.`;

const inFlightOf = ({ outage: { receivesStopAfter, minutes }, ordersPerSecond }: Plan): string => {
  const most = whole(quotas.inFlight.value);
  return Number.isFinite(receivesStopAfter)
    ? `In this outage, ${most} messages are in flight after ${span(receivesStopAfter)}: SQS then delivers no others until their delays end.`
    : `${most} messages in flight stop all receives. An outage of ${minutes} minutes does not reach that; one of ${span(quotas.inFlight.value / ordersPerSecond)} does.`;
};

const costOfPlan = ({ usdPerMonth: { orders, mails, fixed } }: Plan): string =>
  `A month at this rate costs ${usd(orders + fixed, 0)}, and its mails ${usd(mails, 0)} more.`;

export const planText = (plan: Plan): string =>
  [
    answerOf(plan).join('\n'),
    `${heading('Functions')}\n${table(
      ['FUNCTION', 'MS', 'CONCURRENCY'],
      plan.functions.map(({ name, milliseconds, concurrency }) => [
        name,
        milliseconds.toFixed(1),
        concurrency.toFixed(1),
      ]),
    )}`,
    `${heading('Mappings, if all orders come to one queue')}\n${table(
      ['QUEUE', 'NEEDED', 'MOST', 'PER SECOND', 'UNTIL THE MOST'],
      plan.mappings.map(({ queue, needed, maxConcurrency, perSecond, rampSeconds }) => [
        ...[queue, needed.toFixed(1), String(maxConcurrency), whole(perSecond), span(rampSeconds)],
      ]),
    )}`,
    `${heading('Limits')}\n${table(
      ['LIMIT', 'NEEDED', 'ALLOWED', 'UNIT', 'THROTTLES AT ORDERS/S'],
      plan.limits.map(({ name, needed, allowed, unit, ordersPerSecond }) => [
        ...[name, numberOf(needed), numberOf(allowed), unit, numberOf(ordersPerSecond)],
      ]),
    )}`,
  ].join('\n\n');

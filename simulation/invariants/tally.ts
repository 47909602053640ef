import { type Plan, PREPARE_FAILURES } from '../scenario/plan.ts';
import { type PoisonPlan, poisonKinds } from '../scenario/poison.ts';
import type { OrderHistories, OrderHistory } from './order-history.ts';
import type { Report } from './violation.ts';

/** How many of one kind the plans drew, how many of them happened, and how many did not for a reason that is known of each. */
export type Count = { readonly drawn: number; readonly happened: number; readonly explained: number };
/** The counts by the name of the kind. */
export type Tally = Readonly<Record<string, Count>>;

/** The last answer to a customer's order, or to its cancellation or collection. */
export type Visit = {
  readonly plan: Plan;
  /** Of the accepted order. */
  readonly orderId: string | undefined;
  /** The HTTP status of the last answer to `POST /orders`. */
  readonly status: number;
  /** The HTTP status of the last answer to the cancellation or collection, if the customer asked for one. */
  readonly changed: number | undefined;
};

/** What happened to the second request of a customer: 502 if it got no answer. */
export type SecondRequest = { readonly plan: Plan; readonly kind: 'twin' | 'conflict'; readonly status: number };

export type TallyDeps = {
  readonly report: Report;
  readonly histories: OrderHistories;
  readonly plans: readonly Plan[];
  readonly poison: readonly PoisonPlan[];
};

/** The facts about a planned order at the end. */
type Facts = {
  readonly plan: Plan;
  readonly visit: Visit | undefined;
  /** The status of the same request, sent again at the same time. */
  readonly twin: number | undefined;
  /** The status of another request with the same key. */
  readonly conflict: number | undefined;
  /** All orders of this customer. Two of them are in conflict. */
  readonly orders: readonly OrderHistory[];
  /** The order on record; nothing if none was accepted, nor any in its place. */
  readonly order: OrderHistory | undefined;
  /** Its status on record. */
  readonly status: string;
};

/** `not drawn`: the plan asks for something else. A text gives the expected and the actual result. */
type Outcome = 'happened' | 'explained' | 'not drawn' | { readonly instead: string };

/**
 * Compares what the plans drew with what happened, order by order. Without it, a simulation in which nothing happens keeps every
 * promise. A cancellation, a conflict or an outage explains a difference, for each order separately.
 */
export const createTally = ({ report, histories, plans, poison }: TallyDeps) => {
  const visits = new Map<Plan, Visit>();
  const seconds = { twin: new Map<Plan, number>(), conflict: new Map<Plan, number>() };
  let withoutVictim = 0;

  const factsOf = (): Facts[] => {
    const byPlan = Map.groupBy(histories.all(), ({ plan }) => plan);
    return plans.map((plan) => {
      const orders = byPlan.get(plan) ?? [];
      const visit = visits.get(plan);
      const isTaken = visit?.status === KEY_REUSED || visit?.orderId !== undefined;
      const order = isTaken
        ? orders.find((one) => histories.statusOf(one) !== '' && one.orderId === (visit.orderId ?? one.orderId))
        : undefined;
      const second = { twin: seconds.twin.get(plan), conflict: seconds.conflict.get(plan) };
      return { plan, visit, ...second, orders, order, status: order ? histories.statusOf(order) : '' };
    });
  };

  const countPlans = (name: string, rule: Rule, facts: readonly Facts[]): Count => {
    const outcomes = facts.map((one) => ({ one, outcome: rule(one) })).filter(({ outcome }) => outcome !== 'not drawn');
    for (const { one, outcome } of outcomes)
      if (typeof outcome === 'object')
        report('plan', one.order?.orderId ?? '', `${name}: the plan of customer ${one.plan.number} ${outcome.instead}`);
    const countOf = (wanted: Outcome): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
    return { drawn: outcomes.length, happened: countOf('happened'), explained: countOf('explained') };
  };

  const countPoison = (kind: PoisonPlan['kind']): Count => {
    const drawn = poison.filter((plan) => plan.kind === kind).length;
    const happened = [...histories.poison.values()].filter((message) => message.kind === kind && message.inDlq).length;
    const explained = kind === 'conflict' ? withoutVictim : 0;
    if (drawn !== happened + explained)
      report('plan', '', `poison (${kind}): ${drawn} should be in a dead-letter queue, got ${happened + explained}`);
    return { drawn, happened, explained };
  };

  /** Each STUCK order whose message an operator redrove is claimed again, unless its customer cancels it before. */
  const countRedriven = (): Count => {
    const all = [...histories.all()];
    const sum = (name: keyof OrderHistory['redrives']): number =>
      all.reduce((total, { redrives }) => total + redrives[name], 0);
    const count = { drawn: sum('begun'), happened: sum('claimed'), explained: sum('cancelled') };
    const waiting = all.find(({ redrives }) => redrives.begun > redrives.claimed + redrives.cancelled);
    if (waiting) report('plan', waiting.orderId, 'a redriven order should be claimed again, got none');
    return count;
  };

  return {
    observeVisit: (visit: Visit): void => {
      visits.set(visit.plan, visit);
    },
    observeSecondRequest: ({ plan, kind, status }: SecondRequest): void => {
      seconds[kind].set(plan, status);
    },
    observeNoVictim: (): void => {
      withoutVictim += 1;
    },
    /** Counts, and reports the first order that its plan does not explain. */
    countAll: (): Tally => {
      const facts = factsOf();
      return {
        ...Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, countPlans(name, rule, facts)])),
        [REDRIVEN]: countRedriven(),
        ...Object.fromEntries(poisonKinds.map((kind) => [`poison: ${kind}`, countPoison(kind)])),
      };
    },
  };
};

/** The name of the kind. */
export const REDRIVEN = 'redriven';

const KEY_REUSED = 422;
const TOO_LATE = 409;
const NO_SUCH_ORDER = 404;

type Rule = (facts: Facts) => Outcome;

/** A rule for the orders that a plan marks. An order that was not accepted explains itself: the rule 'accepted' judges it. */
const orderRule =
  (isDrawn: (plan: Plan) => boolean, judge: (facts: Facts & { readonly order: OrderHistory }) => Outcome): Rule =>
  (facts) => {
    if (!isDrawn(facts.plan)) return 'not drawn';
    const { order, visit } = facts;
    if (order) return judge({ ...facts, order });
    return visit && visit.orderId === undefined ? 'explained' : { instead: 'has an accepted order without a record' };
  };

/** A rule for the final status of an order. A cancellation by its customer explains everything else. */
const endRule = (
  isDrawn: (plan: Plan) => boolean,
  happened: (facts: Facts & { readonly order: OrderHistory }) => boolean,
): Rule =>
  orderRule(isDrawn, (facts) => {
    if (happened(facts)) return 'happened';
    const { plan, order, status } = facts;
    if (status === 'CANCELLED' && plan.afterwards.startsWith('cancels')) return 'explained';
    const codes = order.codes.length > 0 ? `, given up as ${order.codes.join(', ')}` : '';
    return { instead: `has a ${plan.prepare} order that is ${status}, after ${order.failures} failures${codes}` };
  });

/** A rule for orders that are quarantined with this code. */
const quarantineRule = (prepare: Plan['prepare'], code: string): Rule => {
  const isGivenUp = ({ codes, deadLetters }: OrderHistory): boolean => codes.includes(code) && deadLetters > 0;
  return endRule(
    (plan) => plan.prepare === prepare,
    ({ status, order }) => status === 'STUCK' && isGivenUp(order),
  );
};

/** The end of a cancellation or of a collection. Each of its answers other than 200 explains a change that did not happen. */
const changeRule = (isDrawn: (plan: Plan) => boolean, to: string): Rule =>
  orderRule(isDrawn, ({ visit, status }) => {
    if (status === to) return 'happened';
    const changed = visit?.changed ?? 200;
    const isExplained = changed >= 500 || [TOO_LATE, NO_SUCH_ORDER, KEY_REUSED].includes(changed);
    return isExplained || visit?.orderId === undefined
      ? 'explained'
      : { instead: `should end ${to}, got ${status} after the answer ${changed}` };
  });

const isMade = (status: string): boolean => status === 'READY' || status === 'COLLECTED';

const rules: Readonly<Record<string, Rule>> = {
  accepted: ({ visit }) => {
    if (!visit) return { instead: 'should have an answer, got none' };
    // answers.ts judges each refusal.
    return visit.orderId === undefined ? 'explained' : 'happened';
  },
  'on a tab': orderRule(
    ({ tab }) => tab !== undefined,
    ({ order }) => (order.turn ? 'happened' : { instead: 'should have a message on its tab, got none' }),
  ),
  'with a pickup time': orderRule(
    ({ pickup }) => pickup !== undefined,
    ({ order }) => (order.queues.has('pickups') ? 'happened' : { instead: 'should wait for its pickup, got no wait' }),
  ),
  'as a claim check': orderRule(
    ({ long }) => long,
    ({ order }) => (order.isClaimCheck ? 'happened' : { instead: 'should be in S3, got a whole message' }),
  ),
  made: endRule(
    ({ prepare }) => prepare === 'good' || prepare === 'flaky',
    ({ status }) => isMade(status),
  ),
  'failed, then made': endRule(
    ({ prepare }) => prepare === 'flaky',
    ({ status, order }) => isMade(status) && order.failures === PREPARE_FAILURES,
  ),
  'quarantined: refused': quarantineRule('refused', 'out-of-stock'),
  'quarantined: killer': quarantineRule('killer', 'exhausted'),
  'quarantined: slow': quarantineRule('slow', 'exhausted'),
  'sent twice': ({ plan, twin }) => {
    if (!plan.twin) return 'not drawn';
    if (twin === undefined) return { instead: 'should send its request twice, got one' };
    return twin === 202 ? 'happened' : 'explained'; // answers.ts judges each refusal
  },
  'in conflict': ({ plan, visit, conflict, orders }) => {
    if (!plan.conflicts) return 'not drawn';
    if (!visit || conflict === undefined) return { instead: 'should send another order with its key, got none' };
    const isRefused = visit.status === KEY_REUSED || conflict === KEY_REUSED;
    if (isRefused || orders.some(({ codes }) => codes.includes('conflict'))) return 'happened';
    const sent = orders.filter((order) => order.sent > 0).length;
    return sent < 2 ? 'explained' : { instead: 'should have one of two orders refused, got none' };
  },
  collected: changeRule(({ afterwards }) => afterwards === 'collects', 'COLLECTED'),
  cancelled: changeRule(({ afterwards }) => afterwards.startsWith('cancels'), 'CANCELLED'),
};

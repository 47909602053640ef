import type { Environment } from './environment.ts';
import type { Item } from './models/expressions.ts';
import type { QueuedMessage } from './models/message.ts';
import type { Plan } from './plans.ts';

/** The first promise of docs and design that did not hold. */
export type Broken = { readonly promise: string; readonly detail: string; readonly orderId: string };

/** What is known of an accepted order, or of one that may be: an order id with the hash of what was asked for. */
type Life = {
  readonly orderId: string;
  readonly requestHash: string;
  plan: Plan | undefined;
  accepted: boolean;
  /** Messages that stand for it, on source queues and dead-letter queues. */
  messages: number;
  dead: number;
  /** It was in a dead-letter queue at some time: those behind it on its tab have gone on. */
  passedOver: boolean;
  /** The caller that claimed it last. */
  holder: string;
  finished: number;
  announcedReady: boolean;
  brewing: Environment | undefined;
  /** The caller whose brew of it failed last. */
  failedBy: string;
  /** How often its messages were put on a source queue, and how often it has taken others with it. */
  sent: number;
  tookAlong: number;
  /** Its message group and its place in it, where it is on a tab. */
  turn: { readonly group: string; readonly place: number } | undefined;
};

type Write = {
  readonly orderId: string;
  readonly before: Item | undefined;
  readonly after: Item;
  readonly caller: string;
};

/** A message is worked beside others this often. */
const RECEIVES_IN_COMPANY = 2;
const FINAL = ['READY', 'COLLECTED', 'CANCELLED'];
const IDENTITY = /"orderId":"([0-9a-f-]{36})".*?"requestHash":"([0-9a-f]{64})"/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const POINTER = /"s3Key":"([0-9a-f-]{36})\/([0-9a-f]{64})"/;

/** Who may take an order from which status to which. A status that stays is no transition. */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  cashier: [' PLACED'],
  barista: [
    ' BREWING',
    'PLACED BREWING',
    'STUCK BREWING',
    'BREWING BREWING',
    'BREWING READY',
    'BREWING PLACED',
    'BREWING STUCK',
  ],
  counter: ['PLACED CANCELLED', 'STUCK CANCELLED', 'READY COLLECTED'],
  receipts: [],
};

const text = (item: Item | undefined, name: string): string => item?.[name]?.S ?? '';
const number = (item: Item | undefined, name: string): number => Number(item?.[name]?.N ?? 0);

export type PromisesDeps = {
  readonly now: () => number;
  readonly item: (orderId: string) => Item | undefined;
};

/** Holds what happens against the promises P1 to P7, step by step: what a step has touched is checked when it is over. */
export const createPromises = ({ now, item }: PromisesDeps) => {
  const lives = new Map<string, Life>();
  const touched = new Set<Life>();
  const callers = new Map<string, Environment>();
  const held = new Map<string, Set<Life>>();
  const brews = new Map<Environment, Set<Life>>();
  const histories = new Map<string, string[]>();
  const tabs = new Map<string, { readonly lives: Life[]; done: number }>();
  const poison = new Map<string, { dead: boolean }>();
  let broken: Broken | undefined;

  const breaks = (promise: string, orderId: string, detail: string): void => {
    broken ??= { promise, orderId, detail };
  };

  const lifeOf = (orderId: string, requestHash: string): Life => {
    const key = `${orderId}/${requestHash}`;
    const known = lives.get(key);
    if (known) return known;
    const counts = { messages: 0, dead: 0, finished: 0, sent: 0, tookAlong: 0 };
    const flags = { accepted: false, passedOver: false, announcedReady: false };
    const life: Life = {
      orderId,
      requestHash,
      plan: undefined,
      holder: '',
      failedBy: '',
      brewing: undefined,
      turn: undefined,
      ...counts,
      ...flags,
    };
    lives.set(key, life);
    return life;
  };

  /** The order that a body stands for, as a message of it or as a claim check. */
  const lifeIn = (body: string): Life | undefined => {
    if (poison.has(body)) return undefined;
    const [, orderId, requestHash] = IDENTITY.exec(body) ?? POINTER.exec(body) ?? [];
    return orderId && requestHash ? lifeOf(orderId, requestHash) : undefined;
  };

  const recordOf = ({ orderId, requestHash }: Life): Item | undefined => {
    const found = item(orderId);
    return text(found, 'requestHash') === requestHash ? found : undefined;
  };

  const isDone = (life: Life): boolean => life.passedOver || FINAL.includes(text(recordOf(life), 'status'));

  /** P1: its message is somewhere, or its record is final. */
  const checkKept = (life: Life): void => {
    if (!life.accepted || life.messages + life.dead > 0) return;
    const status = text(recordOf(life), 'status');
    if (!FINAL.includes(status))
      breaks(
        'P1',
        life.orderId,
        `an accepted order should be on a queue or done, got no message and ${status || 'no record'}`,
      );
  };

  const checkTransition = ({ orderId, before, after, caller }: Write): void => {
    const [from, to] = [text(before, 'status'), text(after, 'status')];
    const actor = caller.split(' ')[0] ?? '';
    const stays = from === to && number(before, 'version') === number(after, 'version');
    if (before && text(before, 'requestHash') !== text(after, 'requestHash'))
      breaks('P6', orderId, 'a record should stay that of its order, got the requestHash of another');
    if (stays ? actor !== 'receipts' : !TRANSITIONS[actor]?.includes(`${from} ${to}`))
      breaks('P2', orderId, `${actor} should make transitions of its own, got '${from}' to '${to}'`);
    if (!stays && number(after, 'version') !== number(before, 'version') + 1)
      breaks(
        'P4',
        orderId,
        `a transition should raise the version by one, got ${number(before, 'version')} to ${number(after, 'version')}`,
      );
  };

  const isRunning = (caller: string): boolean => callers.get(caller)?.alive === true;

  const checkHolder = (life: Life, { before, after, caller }: Write): void => {
    const [from, to] = [text(before, 'status'), text(after, 'status')];
    if (number(before, 'version') === number(after, 'version')) return; // no transition
    if (to === 'BREWING') {
      if (from === 'BREWING' && life.holder !== caller && isRunning(life.holder))
        breaks('P2', life.orderId, `one barista should hold an order, got ${caller} beside ${life.holder}`);
      life.holder = caller;
      held.set(caller, (held.get(caller) ?? new Set()).add(life));
    } else held.get(life.holder)?.delete(life);
    if (from === 'BREWING' && to !== 'BREWING' && life.holder !== caller)
      breaks('P2', life.orderId, `the barista that holds an order should move it on, got ${caller} for ${life.holder}`);
    if (from === 'BREWING' && to === 'PLACED') {
      const counted = number(after, 'attempts') === number(before, 'attempts');
      if (counted !== (life.failedBy === caller))
        breaks('P6', life.orderId, 'an attempt should be counted where brew failed, and nowhere else');
    }
    if (to === 'READY' && from !== 'READY') life.finished += 1;
    if (life.finished > 1) breaks('P2', life.orderId, 'an order should be finished once, got twice');
    if (to === 'STUCK' && from !== 'STUCK' && !life.passedOver)
      breaks('P1', life.orderId, 'an order should be in a dead-letter queue before it is STUCK, got none there');
  };

  const expectedCode = ({ brew, conflicts }: Plan): readonly string[] => {
    const codes = { good: [], flaky: [], refused: ['no-beans'], killer: ['exhausted'], slow: ['exhausted'] }[brew];
    return conflicts ? [...codes, 'conflict'] : codes;
  };

  /** P6: a good order is given up for no reason but its own. */
  const checkGivenUp = (life: Life, { attributes }: QueuedMessage): void => {
    const code: unknown = JSON.parse(attributes.failure?.StringValue ?? '{}').code;
    if (life.plan && !expectedCode(life.plan).some((expected) => expected === code))
      breaks('P6', life.orderId, `an order should be given up for a reason of its own, got '${String(code)}'`);
  };

  /** P7: what SQS does not encrypt says nothing of whom and what it is about. */
  const checkOpen = (life: Life | undefined, { attributes, group = '' }: QueuedMessage): void => {
    const open = JSON.stringify(attributes) + group;
    if (open.includes('@') || (life && open.includes(life.orderId)))
      breaks('P7', life?.orderId ?? '', `attributes should name nobody, got ${open}`);
  };

  const joinTab = (life: Life, group: string): void => {
    if (life.turn) return;
    const tab = tabs.get(group) ?? { lives: [], done: 0 };
    tabs.set(group, tab);
    life.turn = { group, place: tab.lives.push(life) - 1 };
  };

  /** P3: whatever came before it on its tab is done, or was passed over. */
  const checkTurn = ({ orderId, turn }: Life): void => {
    const tab = tabs.get(turn?.group ?? '');
    if (!tab || !turn) return;
    const isOver = (place: number): boolean => {
      const life = tab.lives[place];
      return life !== undefined && isDone(life);
    };
    while (tab.done < turn.place && isOver(tab.done)) tab.done += 1;
    for (let place = tab.done; place < turn.place; place++)
      if (!isOver(place))
        breaks('P3', orderId, `a tab should be made in order, got this one before ${tab.lives[place]?.orderId}`);
  };

  return {
    broken: () => broken,
    breaks,
    /** P7: a log line names nobody, and no order in clear. */
    logged: (line: string): void => {
      const named = [...line.matchAll(UUID)].find(([orderId]) => histories.has(orderId));
      if (named || line.includes('@')) breaks('P7', named?.[0] ?? '', `a log line should name nobody, got ${line}`);
    },
    /** Checks what the step that is over has touched. */
    settle: (): void => {
      for (const life of touched) checkKept(life);
      touched.clear();
    },
    invoked: (environment: Environment): void => {
      callers.set(environment.caller, environment);
    },
    /** An invocation is over; if it came to its end, it has settled all that it began. */
    over: (caller: string, environment: Environment): void => {
      callers.delete(caller);
      const brewing = [...(brews.get(environment) ?? [])][0];
      if (environment.alive && brewing)
        breaks('P2', brewing.orderId, 'a handler should not return while a brew is unsettled');
      const [kept] = held.get(caller) ?? [];
      if (environment.alive && kept && !environment.failedWith.has('dynamodb'))
        breaks('P2', kept.orderId, 'a barista should hold no order when it returns, got one that is BREWING');
      held.delete(caller);
      brews.delete(environment);
    },
    isPoison: (body: string): void => {
      poison.set(body, { dead: false });
    },
    planned: (body: string, planOf: (body: string) => Plan | undefined): void => {
      const life = lifeIn(body);
      if (life) life.plan ??= planOf(body);
    },
    accepted: (orderId: string, requestHash: string): void => {
      const life = lifeOf(orderId, requestHash);
      life.accepted = true;
      touched.add(life);
    },
    added: (queue: string, message: QueuedMessage): void => {
      const life = lifeIn(message.body);
      checkOpen(life, message);
      const isDead = queue.startsWith('dead-');
      const bad = poison.get(message.body);
      if (bad && isDead) bad.dead ||= message.attributes.failure !== undefined;
      if (!life) return;
      if (isDead) {
        life.dead += 1;
        life.passedOver = true;
        if (message.attributes.failure) checkGivenUp(life, message);
      } else {
        life.messages += 1;
        life.sent += 1;
      }
      if (queue === 'tabs.fifo') joinTab(life, message.group ?? '');
    },
    removed: (queue: string, message: QueuedMessage): void => {
      const life = lifeIn(message.body);
      if (!life) return;
      if (queue.startsWith('dead-')) life.dead -= 1;
      else life.messages -= 1;
      touched.add(life);
    },
    wrote: (write: Write): void => {
      checkTransition(write);
      const life = lifeOf(write.orderId, text(write.after, 'requestHash'));
      checkHolder(life, write);
      const history = histories.get(write.orderId) ?? [];
      history[number(write.after, 'version')] = text(write.after, 'status');
      histories.set(write.orderId, history);
      touched.add(life);
    },
    /** P4: an event tells of what was recorded, at the version at which it was. */
    told: (body: string): void => {
      const { orderId, version, status } = JSON.parse(body);
      if (histories.get(orderId)?.[version] !== status)
        breaks('P4', orderId, `${status} at version ${version} should be on record when it is announced`);
      if (status === 'READY') lifeOf(orderId, text(item(orderId), 'requestHash')).announcedReady = true;
    },
    brewBegins: (orderId: string, requestHash: string, environment: Environment): void => {
      const life = lifeOf(orderId, requestHash);
      if (life.brewing?.alive) breaks('P2', orderId, 'brew should never run twice at a time');
      if (text(recordOf(life), 'status') !== 'BREWING')
        breaks(
          'P2',
          orderId,
          `brew should run for a claimed order, got ${text(recordOf(life), 'status') || 'no record'}`,
        );
      life.brewing = environment;
      brews.set(environment, (brews.get(environment) ?? new Set()).add(life));
      checkTurn(life);
    },
    brewEnds: (orderId: string, requestHash: string, environment: Environment, succeeded: boolean): void => {
      const life = lifeOf(orderId, requestHash);
      if (!succeeded) life.failedBy = environment.caller;
      life.brewing = undefined;
      brews.get(environment)?.delete(life);
    },
    /** P6: what kills its process does so beside others on the first receives of its message alone. */
    brewKills: (orderId: string, requestHash: string, environment: Environment): void => {
      const life = lifeOf(orderId, requestHash);
      if ((brews.get(environment)?.size ?? 0) > 1) life.tookAlong += 1;
      if (life.tookAlong > RECEIVES_IN_COMPANY * life.sent)
        breaks(
          'P6',
          orderId,
          `a brew that kills should be by itself from its third receive on, got ${life.tookAlong} neighbours`,
        );
    },
    /** What has to hold when all faults are over and nothing is left to do. */
    atEnd: (
      waiting: readonly QueuedMessage[],
      isMailed: (orderId: string, plan: Plan | undefined) => boolean,
    ): void => {
      for (const { body } of waiting)
        breaks('P1', lifeIn(body)?.orderId ?? '', `no message should be left on a source queue at ${now()}`);
      for (const life of lives.values()) {
        const status = text(recordOf(life), 'status');
        if (life.accepted && !FINAL.includes(status) && life.dead === 0)
          breaks('P1', life.orderId, `an accepted order should be done in the end, got ${status || 'no record'}`);
        if (life.finished > 0 && !life.announcedReady)
          breaks('P4', life.orderId, 'an order that is READY should have been announced');
        if (life.finished > 0 && life.announcedReady && !isMailed(life.orderId, life.plan))
          breaks('P4', life.orderId, 'the customer of an order that is READY should have been mailed');
      }
      for (const [body, { dead }] of poison)
        if (!dead)
          breaks('P6', '', `poison should be in a dead-letter queue with its reason, got none of ${body.slice(0, 60)}`);
    },
    lives,
    /** The orders that are on record. */
    recorded: (): string[] => [...histories.keys()],
  };
};

export type Promises = ReturnType<typeof createPromises>;

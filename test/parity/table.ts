import type { TargetKind } from '../journey/support/target.ts';

/**
 * How a target stands to what AWS documents. The suite keeps the table honest: a test of what `differs` has to fail there, so
 * that a difference which is gone is found out; a test of what is `missing` is skipped, by name.
 */
export type Standing =
  | { readonly kind: 'documented'; readonly with?: string }
  | { readonly kind: 'differs'; readonly how: string }
  | { readonly kind: 'missing'; readonly why: string };

type Row = {
  /** The behaviour, as AWS documents it. */
  readonly behaviour: string;
  /** The test file that shows it. */
  readonly test: string;
} & Readonly<Record<TargetKind, Standing>>;

const documented: Standing = { kind: 'documented' };
const differs = (how: string): Standing => ({ kind: 'differs', how });
const missing = (why: string): Standing => ({ kind: 'missing', why });
const documentedWith = (what: string): Standing => ({ kind: 'documented', with: what });
const everywhere = { local: documented, localstack: documented, aws: documented };

/** Every behaviour that the suite asks of a target. What a target cannot do is said here, and nowhere else. */
export const behaviours = {
  journey: {
    behaviour: 'An order is accepted, made, recorded and then announced, each step once',
    test: 'test/journey/journey.test.ts',
    ...everywhere,
  },
  location: {
    behaviour: '`Location` leads to the order from the URL of the API',
    test: 'test/journey/journey.test.ts',
    ...everywhere,
    localstack: differs(
      'the API is reached under `/_aws/execute-api/<id>/<stage>`, of which a function is not told: it is handed `/<stage>/…`',
    ),
  },
  board: {
    behaviour: 'The board shows orders through a sparse index of keys only',
    test: 'test/journey/journey.test.ts',
    ...everywhere,
  },
  idempotency: {
    behaviour: 'One key is one order, also when it is sent several times at once',
    test: 'test/journey/idempotency.test.ts',
    ...everywhere,
  },
  counter: {
    behaviour: 'Orders are cancelled and collected by conditional writes; `ETag` and `304`',
    test: 'test/journey/counter.test.ts',
    ...everywhere,
  },
  tabs: {
    behaviour: 'The orders of a tab are made in the order in which they were accepted',
    test: 'test/journey/tabs.test.ts',
    ...everywhere,
  },
  tabsRetry: {
    behaviour: 'A tab waits for its order that failed and is tried again',
    test: 'test/journey/tabs.test.ts',
    ...everywhere,
  },
  group: {
    behaviour: 'Nothing of a message group is received while a message of it is in flight',
    test: 'test/journey/tabs.test.ts',
    ...everywhere,
    local: missing('its engine of SQS hands out one message of a group at a time, so that none is left to ask about'),
    localstack: differs(
      'a later message of the group that is made visible again is received, and so made before its turn',
    ),
  },
  quarantine: {
    behaviour: 'A bad message leaves its queue at its first receive, and hurts none of its batch or its tab',
    test: 'test/journey/poison.test.ts',
    ...everywhere,
  },
  body: {
    behaviour: 'A function is handed the body of a message as it was sent, byte by byte',
    test: 'test/journey/poison.test.ts',
    ...everywhere,
    localstack: differs(
      'its mapping parses a body that is JSON and writes it anew: other spaces and escapes, a JSON string without its quotes',
    ),
  },
  retry: {
    behaviour: 'A record that failed comes again when the visibility that the function gave it ends',
    test: 'test/journey/retry.test.ts',
    ...everywhere,
  },
  deadLetters: {
    behaviour:
      'An order that is given up is in the dead-letter queue, its record says why, and it is made once its message is sent back',
    test: 'test/journey/retry.test.ts',
    ...everywhere,
  },
  redrive: {
    behaviour: '`StartMessageMoveTask` moves dead letters to the queue that it is given, and their orders are made',
    test: 'test/journey/retry.test.ts',
    ...everywhere,
    local: missing('its engine of SQS has no `StartMessageMoveTask`'),
  },
  claimCheck: {
    behaviour: 'A body above 256 KiB travels through S3, and comes back whole',
    test: 'test/journey/claim-check.test.ts',
    ...everywhere,
  },
  delay: {
    behaviour: 'A message that is sent with a delay is not received before that',
    test: 'test/journey/pickups.test.ts',
    ...everywhere,
  },
  hidden: {
    behaviour: 'A message that a function hides stays hidden for as long as it says',
    test: 'test/journey/pickups.test.ts',
    ...everywhere,
  },
  receipts: {
    behaviour: 'A customer is mailed once through SES, and the record notes it',
    test: 'test/journey/receipts.test.ts',
    ...everywhere,
    local: documentedWith('a SES of its own that sends to nobody'),
    localstack: documentedWith(
      'the stand-in for SES of the tests: LocalStack has version 1 only, and the functions use version 2',
    ),
  },
  mails: {
    behaviour: 'The mails can be read as they were sent',
    test: 'test/journey/receipts.test.ts',
    ...everywhere,
    aws: missing('SES hands mails on and shows them to nobody: what is on record of them is looked at instead'),
  },
  refusals: {
    behaviour:
      'Each request that is wrong is answered by the shop with a `4xx` that says what was expected and what came',
    test: 'test/journey/refusals.test.ts',
    ...everywhere,
  },
  gatewayRefusals: {
    behaviour: 'What API Gateway refuses by itself is answered as the gateway responses of the template say',
    test: 'test/journey/refusals.test.ts',
    ...everywhere,
    localstack: differs(
      'its gateway answers an unknown route in its own words, and hands on a path that cannot be decoded',
    ),
  },
  notInFlight: {
    behaviour: 'The visibility of a message that is not in flight cannot be changed',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    localstack: differs('it says that it has changed it'),
  },
  endedReceipt: {
    behaviour: 'A receipt handle of a FIFO queue ends with the visibility timeout of its receive',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    localstack: differs('an earlier handle deletes the message that another has been handed meanwhile'),
  },
  fairGroup: {
    behaviour: 'A message on a standard queue is handed out with the group that it asks fairness for',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    local: differs('its engine of SQS takes the group, and hands the message out without'),
  },
  deduplicationScope: {
    behaviour: 'A deduplication id is known to its message group alone, where the queue says so',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    local: differs('its engine of SQS deduplicates over the whole queue'),
  },
  groupBatch: {
    behaviour: 'Several messages of a group are handed out in one batch',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    local: differs('its engine of SQS hands out one message of a group at a time'),
  },
  writeOnce: {
    behaviour: '`If-None-Match` keeps an object from being written twice',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    local: differs('its engine of S3 writes it again'),
  },
} as const satisfies Readonly<Record<string, Row>>;

export type Behaviour = keyof typeof behaviours;

type Unseen = { readonly declared: string; readonly target: TargetKind; readonly standing: Standing };

/** What the stacks declare and no journey shows, where a target does without it. */
export const unseen: readonly Unseen[] = [
  {
    declared: 'A log group of its own for each function',
    target: 'localstack',
    standing: differs('functions log to `/aws/lambda/<function>`'),
  },
  {
    declared: 'The maximum concurrency of a mapping',
    target: 'localstack',
    standing: differs('accepted without effect: each mapping works one batch at a time'),
  },
  {
    declared: 'The throttling of the API (`429`)',
    target: 'localstack',
    standing: differs('accepted without effect'),
  },
  {
    declared: 'Queue, topic and bucket policies that ask for TLS, and the roles of the functions',
    target: 'localstack',
    standing: differs('accepted without effect: IAM is not enforced'),
  },
  { declared: 'The dashboard', target: 'localstack', standing: missing('ignored in silence') },
  {
    declared: 'The architecture of the functions (Arm)',
    target: 'localstack',
    standing: differs('they run on that of the machine (`LAMBDA_IGNORE_ARCHITECTURE`)'),
  },
  {
    declared: 'Alarms, the dashboard, roles, policies and log groups',
    target: 'local',
    standing: missing('nothing of the shop depends on them'),
  },
  {
    declared: 'The throttling of the API (`429`)',
    target: 'local',
    standing: missing('it takes as many requests as there are'),
  },
  {
    declared: 'The maximum concurrency of a mapping',
    target: 'local',
    standing: differs('as many batches at once as the machine has cores for'),
  },
];

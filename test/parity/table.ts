import type { TargetKind } from '../journey/support/target.ts';

/**
 * How a target compares with the documentation of AWS. A test of a behaviour that `differs` must fail on that target, so that the
 * table stays current. A test of a behaviour that is `missing` is skipped by name.
 */
export type Standing =
  | { readonly kind: 'documented'; readonly with?: string }
  | { readonly kind: 'differs'; readonly how: string }
  | { readonly kind: 'missing'; readonly why: string };

/** A behaviour, and how each target stands. */
export type Row = {
  /** The behaviour that AWS documents. */
  readonly behaviour: string;
  /** The test file of this behaviour. */
  readonly test: string;
  /** Whether differences come from event source mappings. A worker in a container polls SQS itself, so it has none. */
  readonly isOfMapping?: boolean;
} & Readonly<Record<TargetKind, Standing>>;

const documented: Standing = { kind: 'documented' };
const differs = (how: string): Standing => ({ kind: 'differs', how });
const missing = (why: string): Standing => ({ kind: 'missing', why });
const documentedWith = (what: string): Standing => ({ kind: 'documented', with: what });
const everywhere = { local: documented, localstack: documented, aws: documented };

/** Every behaviour that the suites test on a target, and every difference of a target. No other file lists them. */
export const behaviours = {
  journey: {
    behaviour: 'An order is accepted, made, recorded and then announced, each step once',
    test: 'test/journey/journey.test.ts',
    ...everywhere,
  },
  location: {
    behaviour: '`Location` leads to the order, relative to the URL of the API',
    test: 'test/journey/journey.test.ts',
    ...everywhere,
    localstack: differs('the API has the path `/_aws/execute-api/<id>/<stage>`, but a function gets only `/<stage>/…`'),
  },
  board: {
    behaviour: 'The board finds the orders of each lane through a sparse index with keys only',
    test: 'test/journey/board.test.ts',
    ...everywhere,
  },
  idempotency: {
    behaviour: 'One idempotency key gives one order, even for concurrent requests',
    test: 'test/journey/idempotency.test.ts',
    ...everywhere,
  },
  counter: {
    behaviour: 'Conditional writes cancel and collect orders; `ETag` and `304` work',
    test: 'test/journey/counter.test.ts',
    ...everywhere,
  },
  tabs: {
    behaviour: 'The orders of a tab are made in the order in which they were accepted',
    test: 'test/journey/tabs.test.ts',
    ...everywhere,
  },
  tabsRetry: {
    behaviour: 'A tab waits for a failed order until its retry succeeds',
    test: 'test/journey/tabs.test.ts',
    ...everywhere,
  },
  group: {
    behaviour: 'SQS delivers no other message of a group while one is in flight',
    test: 'test/journey/tabs.test.ts',
    ...everywhere,
    local: missing('its SQS engine delivers one message of a group at a time, so the case cannot occur'),
    localstack: differs(
      'a later message of the group that is made visible again is delivered, so its order is made before its turn',
    ),
  },
  quarantine: {
    behaviour: 'A bad message leaves its queue at its first receive and affects no other message of its batch or tab',
    test: 'test/journey/poison.test.ts',
    ...everywhere,
  },
  body: {
    behaviour: 'A function gets the exact bytes of a message body',
    test: 'test/journey/poison.test.ts',
    isOfMapping: true,
    ...everywhere,
    localstack: differs(
      'its mapping parses a JSON body and serializes it again, with other spaces and escapes; a JSON string loses its quotes',
    ),
  },
  retry: {
    behaviour: 'A failed record is redelivered when the visibility timeout that the function set ends',
    test: 'test/journey/retry.test.ts',
    ...everywhere,
  },
  deadLetters: {
    behaviour:
      'A quarantined order is in the dead-letter queue, its record has the reason, and it is made after its message is sent back',
    test: 'test/journey/retry.test.ts',
    ...everywhere,
  },
  redrive: {
    behaviour: '`StartMessageMoveTask` moves dead letters to the given destination, and their orders are made',
    test: 'test/journey/retry.test.ts',
    ...everywhere,
  },
  claimCheck: {
    behaviour: 'A body above 256 KiB travels as a claim check and is read back complete',
    test: 'test/journey/claim-check.test.ts',
    ...everywhere,
  },
  delay: {
    behaviour: 'A delayed message is not delivered before its delay ends',
    test: 'test/journey/pickups.test.ts',
    ...everywhere,
  },
  hidden: {
    behaviour: 'A message stays hidden for the visibility timeout that a function sets',
    test: 'test/journey/pickups.test.ts',
    ...everywhere,
  },
  receipts: {
    behaviour: 'A customer gets one mail through SES, and the record has the mailed version',
    test: 'test/journey/receipts.test.ts',
    ...everywhere,
    local: documentedWith('a local SES that keeps the mails and sends none'),
    localstack: documentedWith(
      'the stand-in for SES from the tests: LocalStack has only version 1, and the functions use version 2',
    ),
  },
  mails: {
    behaviour: 'A test can read the mails',
    test: 'test/journey/receipts.test.ts',
    ...everywhere,
    aws: missing('SES offers no way to read sent mails; the tests read `mailed` in the record instead'),
  },
  refusals: {
    behaviour: 'The shop answers each invalid request with a `4xx` that names the expected and the received value',
    test: 'test/journey/refusals.test.ts',
    ...everywhere,
  },
  gatewayRefusals: {
    behaviour: 'API Gateway answers requests that reach no function with the gateway responses of the template',
    test: 'test/journey/refusals.test.ts',
    ...everywhere,
    localstack: differs(
      'its gateway answers an unknown route in its own way, and forwards a path that cannot be decoded',
    ),
  },
  staffCalls: {
    behaviour:
      'API Gateway refuses the calls for staff without a signature (SigV4) or the credentials of an authorizer',
    test: 'test/journey/imports.test.ts',
    ...everywhere,
    local: differs('it does not check signatures, so anybody who reaches its port can make these calls'),
    localstack: differs('IAM is not enforced, so anybody can make these calls'),
  },
  queueUrls: {
    behaviour: '`CreateQueue`, `ListQueues` and `GetQueueUrl` return the same URL, which resolves',
    test: 'test/conformance/services.test.ts',
    ...everywhere,
  },
  counts: {
    behaviour: 'The counts of a queue follow the visibility timeouts and delays of its messages',
    test: 'test/conformance/services.test.ts',
    ...everywhere,
  },
  moveTasks: {
    behaviour:
      'A message move task moves the dead letters of a standard or FIFO queue, to their original source by default, at a given rate, until it is cancelled',
    test: 'test/conformance/services.test.ts',
    ...everywhere,
  },
  movedAsNew: {
    behaviour: 'A message that a task moved is a new one: it has another id, and its receive count starts again',
    test: 'test/conformance/services.test.ts',
    ...everywhere,
    localstack: differs('it keeps its receive count'),
  },
  moveSource: {
    behaviour:
      'A message move task without a destination fails with `CouldNotDetermineMessageSource` for a message that was sent to the dead-letter queue',
    test: 'test/conformance/services.test.ts',
    ...everywhere,
    localstack: differs('it fails with `AttributeError`'),
  },
  moveChecks: {
    behaviour:
      'SQS refuses a message move task to a queue of another type (standard or FIFO) or with more than 500 messages a second, and the cancellation of a task that has ended',
    test: 'test/conformance/services.test.ts',
    ...everywhere,
    localstack: differs('it accepts all three'),
  },
  slashes: {
    behaviour: 'API Gateway finds a resource with a slash at the end of the path and with repeated slashes',
    test: 'test/conformance/services.test.ts',
    ...everywhere,
  },
  roundTrip: {
    behaviour: 'Text of every script comes back the same from the store, the events and the API',
    test: 'test/journey/round-trip.test.ts',
    ...everywhere,
  },
  anyCall: {
    behaviour: 'No call over HTTP is answered with a 5xx',
    test: 'test/journey/any-call.test.ts',
    ...everywhere,
    localstack: differs(
      'its gateway decompresses bodies, and answers `500` to a body that is not what `Content-Encoding` says',
    ),
  },
  notInFlight: {
    behaviour: 'SQS refuses to change the visibility of a message that is not in flight',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    localstack: differs('it reports success'),
  },
  endedReceipt: {
    behaviour: 'A receipt handle of a FIFO queue expires with the visibility timeout of its receive',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    localstack: differs('an expired handle deletes the message, even if another consumer has received it since'),
  },
  fairGroup: {
    behaviour: 'A message of a fair queue is delivered with its message group',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    local: differs('its SQS engine accepts the group, and delivers the message without it'),
  },
  deduplicationScope: {
    behaviour: 'Deduplication applies to one message group, if the queue has that scope',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    local: differs('its SQS engine deduplicates over the whole queue'),
  },
  groupBatch: {
    behaviour: 'One batch can hold several messages of a group',
    test: 'test/conformance/suite.ts',
    ...everywhere,
    local: differs('its SQS engine delivers one message of a group at a time'),
  },
  writeOnce: {
    behaviour: '`If-None-Match` prevents a second write of an object',
    test: 'test/conformance/suite.ts',
    ...everywhere,
  },
} as const satisfies Readonly<Record<string, Row>>;

export type Behaviour = keyof typeof behaviours;

type Unseen = {
  readonly declared: string;
  readonly target: TargetKind;
  readonly standing: Standing;
  /** The test of the template, which is the only proof on a target that ignores the declaration. */
  readonly template?: string;
};

/** Declarations of the stacks that a target ignores or changes. No journey tests them. */
export const unseen: readonly Unseen[] = [
  {
    declared: 'A separate log group for each function',
    target: 'localstack',
    standing: differs('functions log to `/aws/lambda/<function>`'),
    template: 'test/lib/stacks/service-stack.test.ts',
  },
  {
    declared: 'The maximum concurrency of a mapping',
    target: 'localstack',
    standing: differs('accepted without effect: each mapping processes one batch at a time'),
    template: 'test/lib/stacks/service-stack.test.ts',
  },
  {
    declared: 'The throttling of the API (`429`)',
    target: 'localstack',
    standing: differs('accepted without effect'),
    template: 'test/lib/constructs/shop-api.test.ts',
  },
  {
    declared: 'Queue, topic and bucket policies that require TLS, and the roles of the functions',
    target: 'localstack',
    standing: differs('accepted without effect: IAM is not enforced'),
    template: 'test/lib/stacks/state-stack.test.ts',
  },
  {
    declared: 'The policies of the KMS keys, and the rights of the functions to use them',
    target: 'localstack',
    standing: differs('accepted without effect: IAM is not enforced'),
    template: 'test/lib/constructs/data-keys.test.ts',
  },
  {
    declared: 'The key of the table, its warm throughput, and its deletion protection',
    target: 'localstack',
    standing: missing('its CloudFormation does not read these properties of a global table'),
    template: 'test/lib/constructs/order-table.test.ts',
  },
  {
    declared: 'The rate limit of an IP address (WAF)',
    target: 'localstack',
    standing: missing('its CloudFormation ignores the types, with a warning'),
    template: 'test/lib/constructs/shop-api.test.ts',
  },
  {
    declared: 'Metric filters, so every metric from log lines',
    target: 'localstack',
    standing: missing('its CloudFormation ignores the type, with a warning'),
    template: 'test/lib/stacks/monitoring-alarms.test.ts',
  },
  {
    declared: 'Alarms over metric math, and the composite alarm',
    target: 'localstack',
    standing: differs('they exist, but their states are not evaluated'),
    template: 'test/lib/stacks/monitoring-alarms.test.ts',
  },
  {
    declared: 'The configuration set of the mails, and the events of bounces and complaints',
    target: 'localstack',
    standing: missing('its CloudFormation ignores the types, with a warning'),
    template: 'test/lib/mail.test.ts',
  },
  {
    declared: 'The resource policy of X-Ray, with which SNS writes traces, and its sampling rule',
    target: 'localstack',
    standing: missing('its CloudFormation ignores the types, with a warning'),
    template: 'test/lib/stacks/tracing.test.ts',
  },
  {
    declared: 'The role for the logs of API Gateway, and its order before the API',
    target: 'localstack',
    standing: differs('the setting is stored without effect'),
    template: 'test/lib/stacks/account-stack.test.ts',
  },
  {
    declared: 'The dashboard',
    target: 'localstack',
    standing: missing('its CloudFormation ignores the type, with a warning'),
    template: 'test/lib/stacks/monitoring-stack.test.ts',
  },
  {
    declared: 'The architecture of the functions (Arm)',
    target: 'localstack',
    standing: differs('they run on the architecture of the machine (`LAMBDA_IGNORE_ARCHITECTURE`)'),
  },
  {
    declared: 'Alarms, their mails, the dashboard, traces, roles, policies and log groups',
    target: 'local',
    standing: missing('no function depends on them'),
  },
  {
    declared: 'KMS keys, WAF, API keys, usage plans and the role for the logs of API Gateway',
    target: 'local',
    standing: missing('the engines do not encrypt, and accept every call'),
    template: 'local/test/template.test.ts',
  },
  {
    declared: 'The throttling of the API (`429`)',
    target: 'local',
    standing: differs('the burst limit applies to concurrent requests, and there is no rate limit'),
    template: 'local/test/overload.test.ts',
  },
  {
    declared: 'The environment of the work on an order',
    target: 'local',
    standing: differs("`work.environment('demo')` of `lambda/product`; the template has that of the stage"),
  },
  {
    declared: 'The maximum concurrency of a mapping',
    target: 'local',
    standing: differs('as many concurrent batches as the machine has cores, but at least 2 and at most 4'),
  },
];

import { countsOf, operationsOf, promisesOf, ratiosTableOf } from './figures.ts';
import type { Report } from './report.ts';
import { decimal, markdownOf } from './tables.ts';
import { sentenceOf } from './tally.ts';

/** The page docs/performance.md. */
export const pageOf = (report: Report): string =>
  `${[head(report), batch(report), promises(report), times(report), cashier(report), floor(report), method(report)].join('\n\n')}\n`;

const head = ({ date, node, versions }: Report): string => `# Performance

\`npm run bench\` compares our functions with their peers: the same job, the same inputs, one run. This page shows the run
of ${date} on Node.js ${node.slice(1)}. \`npm run bench -- --write\` writes the page, so change \`bench/report/page.ts\` instead.

The versions of the peers, and of the SDK that all contestants use:

${Object.entries(versions)
  .map(([name, version]) => `- \`${name}\` ${version}`)
  .join('\n')}

The peers are the other libraries; our functions and the peers together are the contestants. The bare handler uses only the SDK. It
shows the minimum that no framework can go below.`;

const batch = ({ workers }: Report): string => `## A batch of ten orders

These figures are the same on every machine. Bytes are those of the deployed, minified bundle with the SDK inside. "Loaded"
leaves out the parts that a batch without failures does not need. The number of calls to AWS depends on when the answers arrive.

${markdownOf(countsOf(workers))}

${markdownOf(operationsOf(workers))}

sqs-consumer receives and deletes its messages itself. Lambda does this for the others. AWS charges for these calls in both cases.`;

const promises = ({ workers }: Report): string => `## Promises

The same inputs go to every contestant: ten good orders, two bad messages among eight good ones, a record that the store
refuses, duplicates of a finished order, one message at two workers, and a crash before and after each call to AWS. The run
fails if a contestant loses an order without a crash, finishes it twice, or fails the other messages of a batch because of a bad one.
The table shows the rest:

${markdownOf(promisesOf(workers))}

- **Bad message**: where the message is after its first receive. "retried" means until SQS gives up.
- **Workers on one order**: how many workers prepared one order at the same time, when two received its message.
- **Kept after a crash**: the crashes after which the order was recorded as ready, and then announced. Every worker announces again
  an order that is already recorded. A worker that does not announce it
  again would lose the announcement after some crashes.
- **Recorded twice after a crash**: the crashes after which an order was recorded as ready more than once. The peers write
  the record on condition that there is none. The barista writes it under its lease.`;

const times = ({ workers, rounds, references }: Report): string => `## Times

Times depend on the machine, so the page has only ratios: each value is divided by that of ${references.workers} in the same
round. It shows the median, with the quartiles in parentheses. Import and first batch: ${rounds.first} rounds. CPU per order,
after a warm-up: ${rounds.cpu} rounds.

${markdownOf(ratiosTableOf(workers, 'batch'))}`;

const cashier = ({ cashiers, references }: Report): string => `## A request for an order

${markdownOf(countsOf(cashiers))}

Times as ratios to the ${references.cashiers}:

${markdownOf(ratiosTableOf(cashiers, 'request'))}`;

/** The targets for the first worker, as ratios to the reference, and why it does not reach more. */
const floor = ({ workers, references }: Report): string => {
  const [ours] = workers;
  const reference = workers.find(({ name }) => name === references.workers);
  const bytes = ours && reference ? decimal(ours.loadedBytes / reference.loadedBytes) : 'unknown';
  return `## Distance from the targets

The ${ours?.name} loads ${bytes} of the bytes of ${references.workers}; the target is 0.30. Its import and first batch take
${decimal(ours?.first.ratio.median ?? 0)} (target 0.35), its CPU time per order ${decimal(ours?.cpu.ratio.median ?? 0)} (target 0.30).

- **Bytes.** esbuild puts each file that two parts can reach into a chunk that both load. The index files of the SDK reach every
  file, so the start of the barista holds 26 KB that only S3 uses, such as XML. Without the chunks for S3 and SQS the start has
  238 KB. A separate build of S3 has its own copies of our error classes, so the classes of its errors do not match.
  Leaving out the packages' \`package.json\` or event streams saves 4 KB and 1 KB.
- **Import and first batch.** \`npm run bench -- --profile\` shows the costs. Node.js itself (the loader, start-up, streams) takes a
  third, the code of the bundle 16 %, the SDK's schemas, protocols, endpoints and signer 15 %, and garbage collection 5 %. The
  bare handler has the same parts, and also misses the target.
- **CPU time per order.** Serializing and parsing take 24 %, signing and hashing 19 %, garbage collection 8 %, and our own updates of
  the record 6 %. An order needs 2.2 calls, one of the bare handler 1.1. With the SDK's own chain of middleware, an order took 1.6
  times as much: that chain copies its configuration, builds a signer, and resolves the endpoint and the user agent for each
  call. \`lambda/aws/short-chain.ts\` does that once for a client.`;
};

const method = ({ measured }: Report): string => `## Method

- Every value comes from a new process. Contestants take turns in each round, and each round begins with another contestant.
- The files are in \`bench/contestants\`. Peers are written as their documentation recommends, with a
  conditional write of the record and an announcement after it. They check the envelope of a
  message and its customer, but not the lines, which depend on our product.
- All bundles have the options of \`lib/bundle.ts\`: code behind an \`import()\` is a chunk, which loads when it is needed. Peers are
  built without our aliases, which replace parts of the SDK, except for the last handler of each table.
- AWS is a small store in the same process, behind the SDK's request handler: requests are signed and serialized, answers
  are parsed. It evaluates conditions, so it refuses a duplicate. Its own time is subtracted from the CPU time.
- "At once" is the next turn of the event loop. "After 3 to 7 ms" spreads the answers, as a network does.
  These delays pass in virtual time, so the counts are the same on every machine.
- \`prepare\` takes no time. Log lines are counted in the format that Lambda writes, at the log level INFO of \`prod\`.
- Peers are installed only in \`bench/\`. \`npm ci\` of the checkout leaves them out.

Measured: ${sentenceOf(measured)}.`;

import { type Meter, meters, prices, usdOf } from '../../cost/prices.ts';
import { requestsOf } from '../../cost/usage.ts';

/** Examples of pricing pages and articles, computed by hand. A free tier is subtracted from the quantity. */
const examples: readonly (readonly [what: string, usd: number, uses: readonly (readonly [Meter, number])[]])[] = [
  // 2,000 requests an hour x 24 h x 31 days x 10 %, less 100,000 free traces: the page of X-Ray says 0.24 USD.
  ['traces of X-Ray', 0.24, [['trace', 2000 * 24 * 31 * 0.1 - 100_000]]],
  // 5 million calls with answers of 3 KB: 17.50 USD and 14.3 GB for 1.29 USD.
  [
    'a REST API',
    18.79,
    [
      ['api-call', 5_000_000],
      ['gb-out', (5_000_000 * 3) / 1024 ** 2],
    ],
  ],
  // One key, and 100,000 requests less 20,000 free ones.
  [
    'a key of KMS',
    1.24,
    [
      ['key-month', 1],
      ['key-request', 80_000],
    ],
  ],
  // One web ACL, ten rules, 50 million requests.
  [
    'WAF',
    45,
    [
      ['firewall-month', 1],
      ['firewall-rule-month', 10],
      ['firewall-request', 50_000_000],
    ],
  ],
  // 300,000 sends in batches, 3 million receives and 3 million deletes.
  ['a standard queue', 2.52, [['queue-request', 6_300_000]]],
  // 3 million invocations of 120 ms with 1,536 MB: 540,000 GB-seconds on arm64.
  [
    'a function',
    7.8,
    [
      ['lambda-request', 3_000_000],
      ['lambda-gb-second', 3_000_000 * 0.12 * 1.5],
    ],
  ],
];

it.each(examples)('an example of %s costs %d USD', (_what, usd, uses) => {
  expect(uses.reduce((sum, [meter, quantity]) => sum + usdOf(meter, quantity), 0)).toBeCloseTo(usd, 2);
});

it('gives each price a page of AWS and a positive amount', () => {
  for (const meter of meters) {
    expect(prices[meter].page).toMatch(/^https:\/\/aws\.amazon\.com\/[\w/-]+\/pricing\/$/);
    expect(usdOf(meter, 1)).toBeGreaterThan(0);
  }
});

it.each([
  [0, 1],
  [1, 1],
  [64 * 1024, 1],
  [64 * 1024 + 1, 2],
  [256 * 1024, 4],
])('counts a payload of %d bytes as %d requests', (bytes, requests) => {
  expect(requestsOf(bytes)).toBe(requests);
});

import { samples } from '../../lambda/product/index.ts';

/** One in so many orders goes on a tab. */
const TAB_SHARE = 10;
const CUSTOMERS = 50;

/** The request of order n, as JSON. SES delivers no mail to its address. */
export const requestBody = (n: number, tabs: number): string => {
  const email = `success+${n % CUSTOMERS}@simulator.amazonses.com`;
  const onTab = tabs > 0 && n % TAB_SHARE === 0;
  return JSON.stringify({
    customer: { name: `Customer ${n}`, email },
    lines: [samples.line],
    ...(onTab && { tab: `table-${(n / TAB_SHARE) % tabs}` }),
  });
};

import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export type Visit = {
  readonly page: Page;
  /** Every `METHOD path` that the page asked for, oldest first. */
  readonly calls: string[];
  /** Closes the page. @throws Error if its policy was violated, or its script failed */
  close(): Promise<void>;
};

/** Opens a page as a new visitor, and waits until the board was read. With `hasClock`, the test moves the time of the page. */
export const visit = async (
  browser: Browser,
  url: string,
  { hasClock = false, ...options }: BrowserContextOptions & { readonly hasClock?: boolean } = {},
): Promise<Visit> => {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  if (hasClock) await context.clock.install();
  const page = await context.newPage();
  const problems: string[] = [];
  const calls: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  page.on('request', (request) => calls.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto(url);
  await page.locator('#board:not([data-state="unread"])').waitFor();
  return {
    page,
    calls,
    close: async () => {
      await context.close();
      if (problems.length > 0) throw new Error(`the page should run without a fault, got ${problems.join('; ')}`);
    },
  };
};

/** What axe finds on a page: rules and elements. */
export const axeFindings = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
};

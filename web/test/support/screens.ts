import type { Browser, BrowserContext, Page } from 'playwright-core';

/** Memory of a page after garbage collection: bytes of its JavaScript heap, and nodes of its documents. */
export type Sample = { readonly bytes: number; readonly nodes: number };

export type Screen = {
  readonly name: string;
  sample(): Promise<Sample>;
  /** The reads of the board since the last call. */
  takeReads(): { readonly reads: number; readonly unchanged: number };
};

/** Opens the board in two tabs, of which one is hidden, and on a phone. */
export const openScreens = async (browser: Browser, url: string): Promise<readonly Screen[]> => {
  const desk = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const hidden = await desk.newPage();
  // A headless Chromium does not hide the tabs behind the first one, so the page is told that it is hidden.
  await hidden.addInitScript(() => Object.defineProperty(document, 'hidden', { value: true }));
  return [
    await openScreen('tab', desk, await desk.newPage(), url),
    await openScreen('hidden tab', desk, hidden, url),
    await openScreen('phone', phone, await phone.newPage(), url),
  ];
};

const openScreen = async (name: string, context: BrowserContext, page: Page, url: string): Promise<Screen> => {
  let reads = 0;
  let unchanged = 0;
  page.on('response', (response) => {
    if (!response.url().endsWith('/board.json')) return;
    reads++;
    if (response.status() === 304) unchanged++;
  });
  await page.goto(url);
  const session = await context.newCDPSession(page);
  return {
    name,
    sample: async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      const { nodes } = await session.send('Memory.getDOMCounters');
      return { bytes: usedSize, nodes };
    },
    takeReads: () => {
      const taken = { reads, unchanged };
      reads = 0;
      unchanged = 0;
      return taken;
    },
  };
};

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium. */
const DEBIAN = '/usr/bin/chromium';

/** Where the browser is: `CHROME_PATH`, Debian's package, or the Chrome that is installed on the system. */
export const browserOptions = (path = process.env.CHROME_PATH, debian = DEBIAN) => {
  if (path) return { executablePath: path };
  return existsSync(debian) ? { executablePath: debian } : { channel: 'chrome' };
};

/** Opens a browser. @throws Error that says how to get one, if there is none */
export const openBrowser = async (options = browserOptions()): Promise<Browser> => {
  try {
    return await chromium.launch({ ...options, args: ['--js-flags=--expose-gc', '--enable-precise-memory-info'] });
  } catch (cause) {
    const wanted = 'executablePath' in options ? options.executablePath : 'the Chrome of this system';
    const how = 'install Chrome, or Chromium with "apt-get install chromium", or set CHROME_PATH to its program';
    throw new Error(`the browser tests need ${wanted}, got none that starts: ${how}`, { cause });
  }
};

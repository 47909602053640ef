import { existsSync } from 'node:fs';
import { browserOptions, openBrowser } from './open-browser.ts';

it('takes the browser of CHROME_PATH, else that of Debian, else that of the system', () => {
  expect(browserOptions('/opt/a', __filename)).toEqual({ executablePath: '/opt/a' });
  expect(browserOptions('', __filename)).toEqual({ executablePath: __filename });
  expect(browserOptions('', '/nowhere')).toEqual({ channel: 'chrome' });
});

it('says how to get a browser if there is none', async () => {
  expect(existsSync('/nowhere/chrome')).toBe(false);
  await expect(openBrowser({ executablePath: '/nowhere/chrome' })).rejects.toThrow(
    /need \/nowhere\/chrome.*CHROME_PATH/,
  );
});

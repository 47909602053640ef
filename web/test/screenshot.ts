// node web/test/screenshot.ts: writes docs/board.png, the picture of a busy board.
import { join } from 'node:path';
import { openBrowser } from '../../test/browser/open-browser.ts';
import { busyBoard } from './support/boards.ts';
import { openStub } from './support/stub.ts';
import { visit } from './support/visit.ts';

const path = join(import.meta.dirname, '..', '..', 'docs', 'board.png');

const [browser, stub] = await Promise.all([openBrowser(), openStub()]);
stub.board = busyBoard();
const { page, close } = await visit(browser, stub.url, { viewport: { width: 1600, height: 900 } });
await page.screenshot({ path });
await close();
await Promise.all([browser.close(), stub.close()]);
console.log(path);

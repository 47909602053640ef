// Begins a batch that hangs. The first argument says how: `waiting` awaits for ever, `blocking` runs endless code. Another batch ends
// after the timeout of the first one.
import { log } from '../../../lambda/log.ts';
import { startDeadlines } from '../../deadlines.ts';
import { writeJsonLines } from '../../log-line.ts';

writeJsonLines();
const stop = (): void => {
  log('info', 'stopped');
  setTimeout(() => log('info', 'other batch ended'), 100);
};
const deadlines = startDeadlines({ milliseconds: 300, log, stop, exit: process.exit });
deadlines.begin({ queue: 'orders', messages: 1 }).end(); // a batch in time ends nothing
deadlines.begin({ queue: 'orders', messages: 3 });
if (process.argv[2] === 'blocking') for (;;);
setInterval(() => undefined, 1000);

// Writes one line of each level. The argument is the log level. With WAIT, it writes more lines once its input has ended.
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { log } from '../../../lambda/log.ts';
import { logLevels, skipLinesBelow, writeJsonLines } from '../../log-line.ts';

writeJsonLines();
const least = logLevels.find((level) => level === process.argv[2]);
if (least) skipLinesBelow(least);
for (const level of ['debug', 'info', 'warn', 'error'] as const) log(level, 'said');

if (process.argv[2] === 'WAIT') {
  await text(process.stdin);
  for (let line = 0; line < 3; line++) {
    log('info', 'said');
    await setTimeout(10); // a write fails in a later turn of the event loop
  }
}

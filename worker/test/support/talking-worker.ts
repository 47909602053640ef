// Writes one line of each level. The argument is the log level.
import { log } from '../../../lambda/log.ts';
import { logLevels, skipLinesBelow, writeJsonLines } from '../../log-line.ts';

writeJsonLines();
const least = logLevels.find((level) => level === process.argv[2]);
if (least) skipLinesBelow(least);
for (const level of ['debug', 'info', 'warn', 'error'] as const) log(level, 'said');

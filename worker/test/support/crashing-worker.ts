// Ends by a rejection that nothing handles.
import { log } from '../../../lambda/log.ts';
import { writeJsonLines } from '../../log-line.ts';
import { logCrash } from '../../process-events.ts';

writeJsonLines();
logCrash(log);
Promise.reject(new Error('nobody handles this'));

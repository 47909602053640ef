// Ends by a rejection that nothing handles.
import { log } from '../../../lambda/log.ts';
import { writeJsonLines } from '../../log-line.ts';
import { logCrash } from '../../process-events.ts';

writeJsonLines();
logCrash(log);
Promise.reject(new Error('nobody handles 3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10'));

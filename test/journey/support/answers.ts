import { appendFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describeApi } from '../../../lambda/openapi/document.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { createAnswerCheck, type SeenAnswer } from '../../support/openapi/answer-check.ts';
import { without } from './parts.ts';

/** The headers of an answer of `node:http`, each as one text. */
export const headersOf = ({ headers }: IncomingMessage): SeenAnswer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));

export const description = describeApi(packageJson);
const check = createAnswerCheck(description);

const { ORDERBOARD_TEST_RUN } = process.env;

/** The file of a run that has a line for each checked answer. */
export const sightingsIn = (folder: string): string => join(folder, 'answers.txt');

/** The line of an answer to a call that the API does not have. */
export const UNKNOWN = 'other calls';

/**
 * Checks an answer of a shop against the description of the API, and counts it.
 *
 * @throws Error that names the difference
 */
export const checkAnswer = (answer: SeenAnswer): void => {
  const seen = isLeftOut(answer) ? undefined : check(answer);
  const line = seen ? `${seen.call} ${seen.status}` : `${UNKNOWN} ${answer.status}`;
  if (ORDERBOARD_TEST_RUN !== undefined) appendFileSync(sightingsIn(ORDERBOARD_TEST_RUN), `${line}\n`);
};

/** A call of a part that the shop does without. `description.test.ts` compares what the shop says that it has. */
const isLeftOut = ({ status, body }: SeenAnswer): boolean =>
  without.length > 0 && status === 404 && body.includes('urn:orderboard:problem:no-such-route');

import * as v from 'valibot';
import type { LogLine } from '../functions/function.ts';
import { type Work, workModes } from '../functions/work.ts';
import { type Answer, ok, refuse } from './answer.ts';

const MAX_ORDERS = 1_000_000;
/** The longest timeout of a Lambda function. */
const MAX_MILLISECONDS = 900_000;

const wholeNumber = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
const bodySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    mode: v.picklist(workModes),
    orders: v.optional(wholeNumber(MAX_ORDERS), 1),
    milliseconds: v.exactOptional(wholeNumber(MAX_MILLISECONDS)),
  }),
  v.check(({ mode, milliseconds }) => mode === 'slow' || milliseconds === undefined),
);

const EXPECTED =
  `JSON with a mode of ${workModes.join(', ')}, orders from 1 to ${MAX_ORDERS} (1 if left out), ` +
  `and for slow only milliseconds from 1 to ${MAX_MILLISECONDS}`;

/** Creates `PUT` and `DELETE /_local/work`. */
export const createWorkApi = (work: Work | undefined, onLog: (line: LogLine) => void) => {
  const warn = (event: string, fields: object = {}): void =>
    onLog({ function: 'local', level: 'warn', message: { event, ...fields } });

  return (method: string, body: string): Answer => {
    if (!work) return refuse(404, 'the assembly should name the channel of its work, got an assembly without one');
    if (method === 'DELETE') {
      work.end();
      warn('work.ended');
      return ok({ work: work.state() });
    }
    const fault = v.safeParse(bodySchema, body);
    if (!fault.success) return refuse(400, `the body should be ${EXPECTED}, got ${body}`);
    work.begin(fault.output);
    warn('work.began', fault.output);
    return ok({ work: work.state() });
  };
};

import type { APIGatewayProxyResult } from 'aws-lambda';
import { json, problem } from '../api/answers.ts';
import { readBody } from '../api/body.ts';
import { type ApiRequest, pathOf } from '../api/request.ts';
import type { ImportStore } from '../aws/import-store.ts';
import { answerFailures, isRefusedForGood } from '../failure-answer.ts';
import { describe, type Log } from '../log.ts';
import { logName } from '../order/identity.ts';
import { closed, oneOf, parse, wholeNumber } from '../parsing/schema.ts';
import { excerpt } from '../parsing/text.ts';
import { type Format, formats } from './formats.ts';
import { MAX_UPLOAD_BYTES, PAGE_LINES, UPLOAD_MINUTES } from './limits.ts';
import { type ImportState, newState, type RefusedLine } from './state.ts';

export type DeskDeps = {
  readonly store: Pick<ImportStore, 'create' | 'read' | 'readPage' | 'signUpload'>;
  readonly newId: () => string;
  readonly now: () => number;
  readonly log: Log;
};

const orderedSchema = closed({ format: oneOf(formats), bytes: wholeNumber(1, MAX_UPLOAD_BYTES) });

const contentTypes: Readonly<Record<Format, string>> = { ndjson: 'application/x-ndjson', csv: 'text/csv' };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The calls for staff about imports: `POST /imports` and `GET /imports/{importId}`. */
export function createDesk({ store, newId, now, log }: DeskDeps) {
  return async (request: ApiRequest): Promise<APIGatewayProxyResult> => {
    try {
      return await (request.httpMethod === 'POST' ? open(request) : report(request));
    } catch (error) {
      const event = isRefusedForGood(error) ? 'import.refused-for-good' : 'import.unanswered';
      log('error', event, { route: `${request.httpMethod} ${request.resource}`, ...describe(error) });
      return answerFailures([error]);
    }
  };

  async function open(request: ApiRequest): Promise<APIGatewayProxyResult> {
    const body = readBody(request, 'an import');
    if (body.kind === 'refused') return body.answer;
    const parsed = parse(orderedSchema, body.value, { values: 'shown' });
    if (parsed.kind === 'invalid') {
      const detail = parsed.faults.map((fault) => fault.detail).join('; ');
      return problem({ status: 422, code: 'invalid-import', title: 'Invalid import', detail, errors: parsed.faults });
    }
    const { format, bytes } = parsed.value;
    const state = newState({ importId: newId(), format, bytes }, now());
    const expiresAt = new Date(now() + UPLOAD_MINUTES * 60_000).toISOString();
    const { importId } = state;
    const signed = await store.signUpload({ importId, bytes, contentType: contentTypes[format] });
    await store.create(state); // first: its upload can be there at any time after the answer
    log('info', 'import.opened', { import: logName(importId), format, bytes });
    const Location = `${pathOf(request)}/${importId}`;
    return json(201, { ...viewOf(state), upload: { ...signed, expiresAt } }, { Location });
  }

  async function report({ pathParameters, queryStringParameters }: ApiRequest): Promise<APIGatewayProxyResult> {
    const given = pathParameters?.importId ?? '';
    const found = UUID.test(given) ? await store.read(given.toLowerCase()) : undefined;
    if (!found) return notFound(`importId should be the id of an import, got '${excerpt(given, 80)}'`);
    const { state } = found;
    const pages = Math.max(1, Math.ceil(state.refused / PAGE_LINES));
    const page = Number(queryStringParameters?.page ?? '1');
    if (!Number.isInteger(page) || page < 1 || page > pages)
      return notFound(`page should be 1 to ${pages}, got '${excerpt(queryStringParameters?.page ?? '', 80)}'`);
    const next = page < pages ? { nextPage: page + 1 } : {};
    return json(200, { ...viewOf(state), refusedLines: await linesOn(state, page), ...next });
  }

  /** The last lines are in the state, until they fill a page. */
  async function linesOn(state: ImportState, page: number): Promise<readonly RefusedLine[]> {
    const fullPages = (state.refused - state.refusedLines.length) / PAGE_LINES;
    return page > fullPages ? state.refusedLines : store.readPage(state.importId, page);
  }
}

/** An import as the API answers it. `lines` counts the orders of the file so far, without empty lines and the header. */
const viewOf = ({ importId, status, format, bytes, accepted, refused, error, ...state }: ImportState) => ({
  ...{ importId, status, format, bytes, lines: accepted + refused, accepted, refused },
  ...(error === undefined ? {} : { error }),
  createdAt: state.createdAt,
  ...(state.startedAt === undefined ? {} : { startedAt: state.startedAt }),
  updatedAt: state.updatedAt,
  ...(state.finishedAt === undefined ? {} : { finishedAt: state.finishedAt }),
});

const notFound = (detail: string): APIGatewayProxyResult =>
  problem({ status: 404, code: 'no-such-import', title: 'No such import', detail });

import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import type { HttpCall } from '../../properties/calls.ts';
import { checkAnswer, headersOf } from './answers.ts';
import type { Target } from './target.ts';

const plain = { request: http.request, agent: new http.Agent({ keepAlive: true }) };
const encrypted = { request: https.request, agent: new https.Agent({ keepAlive: true }) };

export type CallAnswer = { readonly status: number; readonly type: string; readonly body: string };

/** Sends a call as it is: `fetch` would change its path and refuse some of its headers. */
export const sendCall = ({ url }: Target, { method, path, headers, body }: HttpCall): Promise<CallAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port, host, pathname, protocol } = new URL(url);
    const { request, agent } = protocol === 'https:' ? encrypted : plain;
    const fixed = [
      ['Host', host],
      ['Content-Length', String(body.length)],
    ];
    const options = { hostname, port, method, agent, path: pathname.replace(/\/$/, '') + path };
    const sent = request({ ...options, headers: [...fixed, ...headers].flat() }, (response) => {
      const answer = { status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '' };
      text(response)
        .then((body) => {
          checkAnswer({ method, path, status: answer.status, headers: headersOf(response), body });
          return { ...answer, body };
        })
        .then(resolve, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });

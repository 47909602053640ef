import type { IncomingMessage, ServerResponse } from 'node:http';

/** The names of this machine in a URL. */
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Why a call must not be answered, or `undefined`. Any web page can send requests to this machine. Three headers that no page can
 * set tell its requests from those of the shop's own page and of command lines:
 * - `Host`: a page whose name resolves to 127.0.0.1 (DNS rebinding) still sends its own name.
 * - `Sec-Fetch-Site`: a page of another origin, even of another port of this machine, is not `same-origin`.
 * - `Origin`: browsers without `Sec-Fetch-Site` send it with each request that can change something.
 *
 * A GET changes nothing, so a link may lead to it, and the browser hides its answer from a foreign page.
 */
export const foreignCaller = ({ method = 'GET', headers }: IncomingMessage): string | undefined => {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  if (!LOOPBACK.test(host)) return `Host should be 127.0.0.1 or localhost, got '${host}'`;
  if (method === 'GET') return undefined;
  if (site === 'same-origin' || site === 'none') return undefined; // Origin is null if the page has the policy no-referrer
  if (site !== undefined) return `Sec-Fetch-Site should be same-origin, got '${site}'`;
  if (origin !== undefined && origin !== `http://${host}`) return `Origin should be http://${host}, got '${origin}'`;
  return undefined;
};

/** Refuses a call from a foreign web page. */
export const refuseForeignCaller = (reason: string, response: ServerResponse): void => {
  const detail = `only the shop's own page and programs on this machine may call this: ${reason}`;
  const body = JSON.stringify({ title: 'Refused', status: 403, detail, Message: detail });
  response
    .writeHead(403, { 'Content-Type': 'application/json', 'X-Amzn-ErrorType': 'AccessDeniedException' })
    .end(body);
};

import type { IncomingMessage } from 'node:http';
import type { Route } from '../template/api-gateway.ts';

/** The route of a request, and the values of its path parameters. */
export type RouteMatch = { readonly route: Route; readonly pathParameters: Readonly<Record<string, string>> };

/** The URL of a request. Several slashes count as one, as in API Gateway. */
export const requestUrl = ({ url: path = '/' }: IncomingMessage): URL => {
  const url = new URL('http://local');
  const [pathname = '', ...query] = path.split('?');
  url.pathname = pathname;
  url.pathname = url.pathname.replaceAll(/\/{2,}/g, '/');
  url.search = query.join('?');
  return url;
};

/**
 * The decoded segments of a path, or `undefined` when its percent-encoding is invalid. API Gateway finds the same resource with
 * and without a slash at the end.
 */
export const splitPath = (path: string): readonly string[] | undefined => {
  try {
    return path
      .replace(/(.)\/$/, '$1')
      .split('/')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

export const findRoute = (
  routes: readonly Route[],
  method: string,
  segments: readonly string[],
): RouteMatch | undefined => {
  for (const route of routes) {
    const pathParameters = route.method === method ? matchPath(route.resource, segments) : undefined;
    if (pathParameters) return { route, pathParameters };
  }
  return undefined;
};

const matchPath = (resource: string, segments: readonly string[]): Record<string, string> | undefined => {
  const parts = resource.split('/');
  if (parts.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [n, part] of parts.entries()) {
    const segment = segments[n] ?? '';
    if (part.startsWith('{') && segment !== '') parameters[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return parameters;
};

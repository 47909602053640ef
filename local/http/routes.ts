import type { Route } from '../template/api-gateway.ts';

/** The route of a request, and the values of its path parameters. */
export type RouteMatch = { readonly route: Route; readonly pathParameters: Readonly<Record<string, string>> };

/** The decoded segments of a path, or `undefined` when its percent-encoding is invalid. */
export const splitPath = (path: string): readonly string[] | undefined => {
  try {
    return path.split('/').map(decodeURIComponent);
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

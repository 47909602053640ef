import type { ServerResponse } from 'node:http';
import type { Route } from '../template/api-gateway.ts';

/**
 * Creates the limit of API Gateway on the concurrent requests of a route: the burst limit of its stage. Above it, a request is
 * refused at once. Otherwise an overloaded shop would answer later and later. The limit per second is not played: the speed of
 * the machine takes its place.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export const createThrottle = () => {
  const inFlight = new Map<Route, number>();
  const add = (route: Route, requests: 1 | -1): number => {
    const sum = (inFlight.get(route) ?? 0) + requests;
    inFlight.set(route, sum);
    return sum;
  };

  /** Whether the request may go on. It is in flight until it is answered, or its client goes away. */
  return (route: Route, response: ServerResponse): boolean => {
    const { burstLimit = Number.POSITIVE_INFINITY } = route;
    response.once('close', () => add(route, -1));
    return add(route, 1) <= burstLimit;
  };
};

/**
 * The URL of a queue at the endpoint of the environment, if it sets one. The SDK calls the host of a queue's URL, and LocalStack names a
 * host there that only its own containers reach.
 */
export const queueUrlAt = (url: string, endpoint: string | undefined): string =>
  endpoint === undefined ? url : new URL(new URL(url).pathname, endpoint).href;

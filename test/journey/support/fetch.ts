import { checkAnswer } from './answers.ts';

/** The URLs of the shops, without a trailing slash. */
const shops = new Set<string>();

/** Checks the answers of a shop from now on. */
export const knowShop = (url: string): void => {
  shops.add(url);
};

/**
 * `fetch` for the calls of a shop: every answer has to be as the description of the API says.
 *
 * @throws Error that names the difference
 */
export const fetch = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
  const response = await globalThis.fetch(url, init);
  const shop = [...shops].find((known) => `${url}/`.startsWith(`${known}/`));
  if (shop === undefined) throw new Error(`a shop should be known at ${url}, got ${[...shops].join(', ') || 'none'}`);
  checkAnswer({
    method: init.method ?? 'GET',
    path: String(url).slice(shop.length),
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.clone().text(),
  });
  return response;
};

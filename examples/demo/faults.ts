import type { Shop } from './shop.ts';

// The calls under /_local/ that inject faults into the local shop. None of them is deployed.

/** The database refuses every connection. */
export const stopDatabase = (shop: Shop): Promise<void> => call(shop, 'PUT', 'outages/dynamodb', { mode: 'refuse' });

export const startDatabase = (shop: Shop): Promise<void> => call(shop, 'DELETE', 'outages/dynamodb');

/** The work on the next order fails for good. */
export const breakWork = (shop: Shop): Promise<void> => call(shop, 'PUT', 'work', { mode: 'permanent', orders: 1 });

export const mendWork = (shop: Shop): Promise<void> => call(shop, 'DELETE', 'work');

/** @throws Error with the answer if the shop refuses */
const call = async ({ url }: Shop, method: string, path: string, body?: object): Promise<void> => {
  const response = await fetch(`${url}/_local/${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!response.ok) throw new Error(`${method} /_local/${path} should succeed, got ${await response.text()}`);
};

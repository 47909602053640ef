import * as v from 'valibot';
import { COUPLED_SENDER } from '../coupled-shop/shop.ts';
import type { Shop } from './shop.ts';

const mailsSchema = v.array(v.object({ from: v.string() }));

/** The number of mails that the coupled shop sent, each of which says that an order is ready. */
export const countCoupledMails = async ({ url }: Shop): Promise<number> => {
  const response = await fetch(`${url}/_local/mails`);
  return v.parse(mailsSchema, await response.json()).filter(({ from }) => from === COUPLED_SENDER).length;
};

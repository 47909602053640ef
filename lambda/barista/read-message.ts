import type { ClaimCheck } from '../aws/claim-check.ts';
import type { OrderFields } from '../aws/order-store.ts';
import { MissingClaimCheck } from '../order/claim-check.ts';
import { assertKeyOf } from '../order/identity.ts';
import { decode, type OrderMessage, type Storable } from '../order/message.ts';
import { withoutLines } from '../order/request.ts';

/** A message with its body. `missing`: its body should be in S3, and is not. */
export type ReadMessage =
  | { readonly kind: 'read'; readonly message: OrderMessage; readonly storable: Storable }
  | { readonly kind: 'missing'; readonly error: MissingClaimCheck };

/** Reads the body of a message. @throws PermanentError if it is unreadable, TransientError if it cannot be read now */
export const createReadMessage =
  ({ fetchBody }: Pick<ClaimCheck, 'fetchBody'>) =>
  async (text: string): Promise<ReadMessage> => {
    try {
      const { body, key } = await fetchBody(text);
      const message = decode(body);
      if (key === undefined) return { kind: 'read', message, storable: message };
      assertKeyOf(key, message);
      return { kind: 'read', message, storable: { ...message, order: withoutLines(message.order) } };
    } catch (error) {
      if (error instanceof MissingClaimCheck) return { kind: 'missing', error };
      throw error;
    }
  };

/** From this age on, the record of an order may have been deleted after the order was made. */
export const MAX_UNRECORDED_DAYS = 20;
const DAY = 24 * 60 * 60 * 1000;

/** The fields with which a record may be written from its message; nothing if the message is too old. */
export const fieldsOf = ({ placedAt, order }: Storable, now: number): OrderFields | undefined =>
  now - Date.parse(placedAt) < MAX_UNRECORDED_DAYS * DAY ? { placedAt, order } : undefined;

import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { type DeadLetterQueue, type ReadResult, readDeadLetters } from '../../lambda/operator/read-dead-letters.ts';
import { pointerIn } from '../../lambda/order/claim-check.ts';
import type { Target } from '../journey/support/target.ts';

/** The orders of a customer, and an address that other orders can have. */
export type Wanted = { readonly orderIds: readonly string[]; readonly email?: string; readonly orderId?: string };

/** Seconds for which a dead letter stays hidden if the tool is killed, beside those of the reading: for the objects in S3. */
const WORK_SECONDS = 60;

type Shop = Pick<Target, 'sqs' | 's3'> & {
  readonly outputs: Pick<Target['outputs'], 'OrdersDlqUrl' | 'TabsDlqUrl' | 'PickupsDlqUrl'>;
};
type DeadLetter = { readonly messageId: string; readonly receiptHandle: string; readonly body: string };

/**
 * Deletes the dead letters about a customer. The others are visible again afterwards. Returns the number of those that were deleted.
 *
 * @throws Error at the end if SQS did not show all dead letters: some about the customer can be left
 */
export const deleteDeadLetters = async (shop: Shop, wanted: Wanted): Promise<number> => {
  const { OrdersDlqUrl, TabsDlqUrl, PickupsDlqUrl } = shop.outputs;
  const urls = [OrdersDlqUrl, TabsDlqUrl, PickupsDlqUrl].filter((url) => url !== '');
  const results: Deleted[] = [];
  for (const url of urls) results.push(await deleteFrom(shop, url, wanted));
  const faults = results.flatMap(({ fault }) => fault ?? []);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return results.reduce((sum, { count }) => sum + count, 0);
};

type Deleted = { readonly count: number; readonly fault: string | undefined };

const deleteFrom = async (shop: Shop, dlqUrl: string, wanted: Wanted): Promise<Deleted> => {
  const { sqs } = shop;
  const queue = { dlqUrl, fifo: dlqUrl.endsWith('.fifo') };
  const signal = new AbortController().signal;
  let count = 0;
  const result = await readDeadLetters({ sqs, queue, letterOf, signal, workSeconds: WORK_SECONDS }, async (letters) => {
    const found = await Promise.all(letters.map(async (letter) => isAbout(await wholeBody(shop, letter), wanted)));
    const chosen = letters.filter((_letter, n) => found[n]);
    for (const { receiptHandle: ReceiptHandle } of chosen)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: dlqUrl, ReceiptHandle }));
    count += chosen.length;
    return chosen;
  });
  return { count, fault: faultOf(queue, result) };
};

const letterOf = ({ MessageId = '', ReceiptHandle = '', Body = '' }: Message): DeadLetter => ({
  ...{ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body },
});

/** The sentence that says what to do if letters were not shown. */
const faultOf = ({ dlqUrl, fifo }: DeadLetterQueue, { read, approximate }: ReadResult): string | undefined => {
  const { visible, inFlight } = approximate;
  if (visible + inFlight <= read) return undefined;
  const shown = `${dlqUrl} should show all of its ${visible + inFlight} dead letters, got ${read}`;
  const held = 'another reader holds the rest, or the count of SQS is late: run it again in some minutes';
  return fifo && inFlight === 0 ? `${shown}: ${BEHIND}, and run it again` : `${shown}: ${held}`;
};

const BEHIND =
  'SQS shows the first ones of a tab only, so redrive or drop the dead letters of other customers with "npm run ops -- dlq"';

/** The body of a message, or that of the object to which it points. */
const wholeBody = async ({ s3 }: Shop, { body }: DeadLetter): Promise<string> => {
  const pointer = pointerIn(body);
  if (!pointer) return body;
  const get = new GetObjectCommand({ Bucket: pointer.s3BucketName, Key: pointer.s3Key });
  const text = await s3.send(get).then(
    (object) => object.Body?.transformToString(),
    (error: unknown) => {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    },
  );
  return `${body} ${text}`;
};

/** A dead letter can be malformed, so its text is searched. The cashier escapes no character of an address or an id. */
const isAbout = (text: string, { orderIds, email, orderId }: Wanted): boolean =>
  [...orderIds, orderId, email && JSON.stringify(email)].some((part) => part !== undefined && text.includes(part));

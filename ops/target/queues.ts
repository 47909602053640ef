import type { Outputs } from './outputs.ts';

export const queueNames = ['orders', 'tabs', 'pickups', 'receipts', 'imports'] as const;
export type QueueName = (typeof queueNames)[number];

/** The queues whose messages are orders. The baristas work them: receipts and imports go on during a break. */
export const baristaQueues: readonly QueueName[] = ['orders', 'tabs', 'pickups'];

/** A queue and its dead-letter queue. */
export type TargetQueue = {
  readonly name: QueueName;
  readonly url: string;
  readonly arn: string;
  readonly dlqUrl: string;
  readonly dlqArn: string;
  readonly fifo: boolean;
};

export type Region = { readonly partition: string; readonly region: string };

/** The queues of a shop. ARNs are derived, so that a shop opens while SQS is out. A shop can do without `tabs`, `pickups` and `imports`. */
export const queuesOf = (outputs: Outputs, where: Region): readonly TargetQueue[] => {
  const urls = {
    orders: [outputs.OrdersQueueUrl, outputs.OrdersDlqUrl],
    tabs: [outputs.TabsQueueUrl, outputs.TabsDlqUrl],
    pickups: [outputs.PickupsQueueUrl, outputs.PickupsDlqUrl],
    receipts: [outputs.ReceiptsQueueUrl, outputs.ReceiptsDlqUrl],
    imports: [outputs.ImportsQueueUrl, outputs.ImportsDlqUrl],
  } as const satisfies Record<QueueName, readonly [string | undefined, string | undefined]>;
  return queueNames.flatMap((name) => {
    const [url, dlqUrl] = urls[name];
    if (url === undefined || dlqUrl === undefined) return [];
    return [{ name, url, dlqUrl, arn: arnOf(url, where), dlqArn: arnOf(dlqUrl, where), fifo: url.endsWith('.fifo') }];
  });
};

/** The URL of a queue ends with the account and the name. */
const arnOf = (url: string, { partition, region }: Region): string => {
  const [account = '', name = ''] = new URL(url).pathname.split('/').slice(-2);
  return `arn:${partition}:sqs:${region}:${account}:${name}`;
};

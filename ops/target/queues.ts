import type { Outputs } from './outputs.ts';

/** The queues whose messages are orders. The baristas work them: receipts and imports go on during a break. */
export const baristaQueues: readonly string[] = ['orders', 'tabs', 'pickups'];

/** Whether containers work the queues of orders, which then have no event source mappings. */
export const hasContainers = ({ BaristaCompute }: Outputs): boolean => BaristaCompute === 'containers';

/** The order in which queues are shown. The others follow by their names. */
const FIRST = [...baristaQueues, 'receipts', 'imports'];

/** A queue and its dead-letter queue. */
export type TargetQueue = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly dlqUrl: string;
  readonly dlqArn: string;
  readonly fifo: boolean;
};

export type Region = { readonly partition: string; readonly region: string };

const DLQ_OUTPUT = /^([A-Z]\w*)DlqUrl$/;

/** The queues of a shop, from its outputs. ARNs are derived, so that a shop opens while SQS is out. */
export const queuesOf = (outputs: Outputs, where: Region): readonly TargetQueue[] =>
  Object.entries(outputs)
    .flatMap(([output, dlqUrl]): TargetQueue[] => {
      const [, start] = DLQ_OUTPUT.exec(output) ?? [];
      const url = outputs[`${start}QueueUrl`];
      if (start === undefined || url === undefined) return [];
      const name = start.toLowerCase();
      return [{ name, url, dlqUrl, arn: arnOf(url, where), dlqArn: arnOf(dlqUrl, where), fifo: url.endsWith('.fifo') }];
    })
    .toSorted((one, other) => rankOf(one) - rankOf(other) || one.name.localeCompare(other.name));

const rankOf = ({ name }: TargetQueue): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

/** The URL of a queue ends with the account and the name. */
const arnOf = (url: string, { partition, region }: Region): string => {
  const [account = '', name = ''] = new URL(url).pathname.split('/').slice(-2);
  return `arn:${partition}:sqs:${region}:${account}:${name}`;
};

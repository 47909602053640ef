import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export type DeadLetterQueue = { readonly dlqUrl: string; readonly fifo: boolean };

/** What the reading needs of a letter. */
type Identified = { readonly messageId: string; readonly receiptHandle: string };

export type ReadOptions<Letter extends Identified> = {
  readonly sqs: SQSClient;
  readonly queue: DeadLetterQueue;
  readonly letterOf: (message: Message) => Letter;
  /** Ends the reading. All letters are visible again at once. */
  readonly signal: AbortSignal;
  /** Seconds that the work on all letters takes, beside the reading. */
  readonly workSeconds?: number;
};

export type ReadResult = {
  /** How many letters were received, each once. */
  readonly read: number;
  /** The estimate of SQS before the reading. */
  readonly approximate: Approximate;
};

export type Approximate = { readonly visible: number; readonly inFlight: number };

/** Handles new letters. Returns those that it has deleted; the others are visible again after the reading. */
export type HandleLetters<Letter> = (letters: readonly Letter[]) => Promise<readonly Letter[]>;

/** Letters that are hidden from other readers, by message id. */
type Held = Map<string, Identified>;

const MAX_MESSAGES = 10;
const MAX_SECONDS = 12 * 60 * 60;
/** Seconds that a letter stays hidden if this process is killed: these, and one for so many letters. */
const LEAST_SECONDS = 10;
const LETTERS_PER_SECOND = 100;
/** SQS can answer an empty batch too early. */
const MAX_EMPTY = 3;

/**
 * Reads a dead-letter queue to its end, each letter once. SQS lets a reader see a message only by receiving it, so each receive count
 * rises by 1, and a message is hidden until the end of the reading. A FIFO queue shows the first messages of a group only: those behind
 * them are shown once the first ones are deleted.
 */
export const readDeadLetters = async <Letter extends Identified>(
  options: ReadOptions<Letter>,
  handle: HandleLetters<Letter>,
): Promise<ReadResult> => {
  const { sqs, queue, signal } = options;
  const approximate = await countMessages(sqs, queue);
  const seconds = hiddenSeconds(approximate, options.workSeconds ?? 0);
  const seen = new Set<string>();
  const held: Held = new Map();
  try {
    while ((await readPass({ ...options, approximate, seconds, seen, held }, handle)) > 0) {
      if (!queue.fifo || signal.aborted) break;
      await release(sqs, queue, held); // SQS shows the next messages of a group only then
    }
  } finally {
    await release(sqs, queue, held);
  }
  return { read: seen.size, approximate };
};

type Pass<Letter extends Identified> = ReadOptions<Letter> & {
  readonly approximate: Approximate;
  readonly seconds: number;
  readonly seen: Set<string>;
  readonly held: Held;
};

/** Receives until the queue is empty. Returns how many letters were deleted. */
const readPass = async <Letter extends Identified>(
  pass: Pass<Letter>,
  handle: HandleLetters<Letter>,
): Promise<number> => {
  const { sqs, queue, letterOf, signal, seconds, seen, held } = pass;
  let deleted = 0;
  let received = 0;
  for (let empty = 0; !signal.aborted && empty < enoughEmpty(pass) && received <= 2 * seen.size + MAX_MESSAGES; ) {
    const letters = (await receive(sqs, queue, seconds)).map(letterOf);
    received += letters.length;
    empty = letters.length === 0 ? empty + 1 : 0;
    for (const letter of letters) held.set(letter.messageId, letter);
    const fresh = letters.filter(({ messageId }) => !seen.has(messageId));
    for (const { messageId } of fresh) seen.add(messageId);
    const gone = fresh.length > 0 ? await handle(fresh) : [];
    for (const { messageId } of gone) held.delete(messageId);
    deleted += gone.length;
  }
  return deleted;
};

/** One empty batch is enough if all that SQS knew of has been read. On a FIFO queue, it means that the groups show no other message. */
const enoughEmpty = ({ queue, seen, approximate }: Pick<Pass<Identified>, 'queue' | 'seen' | 'approximate'>): number =>
  queue.fifo || seen.size >= approximate.visible ? 1 : MAX_EMPTY;

const hiddenSeconds = ({ visible }: Approximate, workSeconds: number): number =>
  Math.min(MAX_SECONDS, LEAST_SECONDS + Math.ceil(visible / LETTERS_PER_SECOND + workSeconds));

export const countMessages = async (sqs: SQSClient, { dlqUrl }: DeadLetterQueue): Promise<Approximate> => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const get = new GetQueueAttributesCommand({ QueueUrl: dlqUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await sqs.send(get);
  const [visible = 0, inFlight = 0] = names.map((name) => Number(Attributes[name] ?? 0));
  return { visible, inFlight };
};

const receive = async (sqs: SQSClient, { dlqUrl }: DeadLetterQueue, seconds: number): Promise<readonly Message[]> => {
  const receiving = new ReceiveMessageCommand({
    QueueUrl: dlqUrl,
    MaxNumberOfMessages: MAX_MESSAGES,
    WaitTimeSeconds: 1, // asks all servers of SQS
    VisibilityTimeout: seconds,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  const { Messages = [] } = await sqs.send(receiving);
  return Messages;
};

/** Makes letters visible again. One whose time is over is visible already. */
const release = async (sqs: SQSClient, { dlqUrl }: DeadLetterQueue, held: Held): Promise<void> => {
  const letters = [...held.values()];
  held.clear();
  for (let at = 0; at < letters.length; at += MAX_MESSAGES) {
    const Entries = letters
      .slice(at, at + MAX_MESSAGES)
      .map(({ receiptHandle }, n) => ({ Id: String(n), ReceiptHandle: receiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: dlqUrl, Entries }));
  }
};

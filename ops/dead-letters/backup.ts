import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { Failure } from '../failure.ts';
import type { Letter } from './letter.ts';

const attributeSchema = v.object({
  type: v.string(),
  text: v.optional(v.string()),
  base64: v.optional(v.string()),
});

const lineSchema = v.object({
  v: v.literal(1),
  queue: v.string(),
  /** The ARN of its dead-letter queue, which tells shops and stages apart. */
  dlq: v.string(),
  messageId: v.pipe(v.string(), v.nonEmpty()),
  sentAt: v.string(),
  body: v.string(),
  attributes: v.record(v.string(), attributeSchema),
  system: v.record(v.string(), v.string()),
});
type Line = v.InferOutput<typeof lineSchema>;

/** A dead letter of a backup. */
export type BackedUp = Pick<Letter, 'messageId' | 'body' | 'attributes' | 'system'> & Pick<Line, 'queue' | 'dlq'>;

/** A new file of dropped letters, one JSON document a line. It holds personal data, so only its owner can read it. */
export type Backup = {
  /** Writes letters, and waits until they are on the disk. */
  append(letters: readonly Letter[]): Promise<void>;
  close(): Promise<void>;
};

/** Creates the file at the first letter. @throws Failure if there is such a file already */
export const createBackup = (path: string): Backup => {
  let opened: Promise<FileHandle> | undefined;
  return {
    append: async (letters) => {
      opened ??= createFile(path);
      const file = await opened;
      await file.appendFile(letters.map((letter) => `${JSON.stringify(lineOf(letter))}\n`).join(''));
      await file.sync();
    },
    close: async () => (await opened)?.close(),
  };
};

const createFile = async (path: string): Promise<FileHandle> => {
  const refuse = (cause: Error): never => {
    const got = existsSync(path) ? 'one that exists' : cause.message;
    throw new Failure('no', `${path} should be a new file, got ${got}: name another one`, { cause });
  };
  await mkdir(dirname(path), { recursive: true }).catch(refuse);
  const file = await open(path, 'ax', 0o600).catch(refuse);
  await syncFolder(dirname(path));
  return file;
};

/** The name of a new file is on the disk only when its folder is. Windows does not open folders. */
const syncFolder = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

const lineOf = ({ queue, messageId, sentAt, body, attributes, system }: Letter): Line => ({
  v: 1,
  queue: queue.name,
  dlq: queue.dlqArn,
  messageId,
  sentAt: new Date(sentAt).toISOString(),
  body,
  attributes: Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => [
      name,
      {
        type: DataType,
        ...(StringValue === undefined ? {} : { text: StringValue }),
        ...(BinaryValue === undefined ? {} : { base64: Buffer.from(BinaryValue).toString('base64') }),
      },
    ]),
  ),
  system: { ...system },
});

/**
 * Reads a backup. A drop that was killed, or whose disk was full, leaves a part of its last line. The letters of that line were not
 * deleted. `onTorn` tells of it.
 *
 * @throws Failure that names the first line which is no letter
 */
export async function* readBackup(path: string, onTorn: () => void): AsyncGenerator<BackedUp> {
  let number = 0;
  for await (const { text, isWhole } of linesIn(path)) {
    number += 1;
    if (text.trim() === '') continue;
    const { success, output, issues } = v.safeParse(v.pipe(v.string(), v.parseJson(), lineSchema), text);
    if (success) yield { ...output, attributes: attributesOf(output) };
    else if (isWhole) {
      const [issue] = issues;
      throw new Failure(
        'usage',
        `line ${number} of ${path} should be a dropped dead letter, got another text (${issue.message}): restore only files of "dlq drop"`,
      );
    } else onTorn();
  }
}

/** The lines of a file. The last one is whole if the file ends with a line break. `readline` breaks lines inside a body, at U+2028. */
async function* linesIn(path: string): AsyncGenerator<{ readonly text: string; readonly isWhole: boolean }> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) yield { text, isWhole: true };
  }
  if (rest !== '') yield { text: rest, isWhole: false };
}

const attributesOf = ({ attributes }: Line): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { type, text, base64 }]) => [
      name,
      {
        DataType: type,
        ...(text === undefined ? {} : { StringValue: text }),
        ...(base64 === undefined ? {} : { BinaryValue: Buffer.from(base64, 'base64') }),
      },
    ]),
  );

import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createImportStore } from '../../../lambda/aws/import-store.ts';
import { UPLOAD_PREFIX } from '../../../lambda/importer/limits.ts';
import { newState } from '../../../lambda/importer/state.ts';
import type { wireImporter } from '../../../lambda/importer/wire.ts';
import type { ShopTemplate } from '../../template/shop-template.ts';
import { GB } from '../usage.ts';
import type { countingClients } from './clients.ts';
import { lambdaContext, sqsEvent } from './lambda-event.ts';
import type { Ledger } from './ledger.ts';

export type ImportParts = {
  readonly template: Pick<ShopTemplate, 'importDays'>;
  readonly connect: ReturnType<typeof countingClients>['connect'];
  readonly importer: ReturnType<typeof wireImporter>;
  readonly invoke: (name: 'importer', records: number, run: () => Promise<unknown>) => Promise<unknown>;
  readonly ledger: Ledger;
  readonly bucketName: string;
  readonly now: () => number;
};

/**
 * Imports a file of orders: its upload, and one invocation that works all of it. The two calls of the API are left out.
 *
 * @returns the id of the import
 */
export const importFile = async (parts: ImportParts, file: Buffer, orders: number): Promise<string> => {
  const { template, connect, importer, invoke, ledger, bucketName, now } = parts;
  const importId = randomUUID();
  const client = connect.s3();
  const created = newState({ importId, format: 'ndjson', bytes: file.length }, now());
  await createImportStore({ client, bucketName }).create(created);
  const key = UPLOAD_PREFIX + importId;
  await client.send(new PutObjectCommand({ Bucket: bucketName, Key: key, Body: file }));
  ledger.observe('file and progress of an import', 'object-gb-month', ((file.length / GB) * template.importDays) / 30);
  ledger.observe('event of the upload', 'publish', 1);
  const body = JSON.stringify({ Records: [{ s3: { object: { key, size: file.length, eTag: 'content' } } }] });
  const message = { queue: 'imports', body, bytes: body.length, group: undefined, delaySeconds: 0 };
  const event = sqsEvent([message], { receiveCount: 1, time: now() });
  await invoke('importer', orders, () => importer(event, lambdaContext()));
  ledger.observe('receive and delete imports', 'queue-request', 2);
  return importId;
};

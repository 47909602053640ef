import { randomUUID } from 'node:crypto';

/** A small SNS, which speaks AWS's query protocol: a form in the request, XML in the answer. */
export const createSns = (onPublish: (message: string) => void) => ({
  /** Answers a call. @throws Error if this topic does not know it */
  call: (form: URLSearchParams): { readonly operation: string; readonly xml: string } => {
    const operation = form.get('Action') ?? '';
    if (operation === 'Publish') {
      onPublish(form.get('Message') ?? '');
      return { operation, xml: xmlOf(operation, `<MessageId>${randomUUID()}</MessageId>`) };
    }
    if (operation !== 'PublishBatch') throw new Error(`SNS should know Publish and PublishBatch, got '${operation}'`);
    if (form.has(`PublishBatchRequestEntries.member.${MAX_ENTRIES + 1}.Id`))
      throw new Error(`PublishBatch should have at most ${MAX_ENTRIES} entries, got more`);
    const members: string[] = [];
    for (let n = 1; ; n += 1) {
      const entry = `PublishBatchRequestEntries.member.${n}`;
      const id = form.get(`${entry}.Id`);
      if (id === null) break;
      onPublish(form.get(`${entry}.Message`) ?? '');
      members.push(`<member><MessageId>${randomUUID()}</MessageId><Id>${id}</Id></member>`);
    }
    return { operation, xml: xmlOf(operation, `<Failed/><Successful>${members.join('')}</Successful>`) };
  },
});

const MAX_ENTRIES = 10;

const xmlOf = (operation: string, result: string): string =>
  `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${operation}Result>${result}` +
  `</${operation}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`;

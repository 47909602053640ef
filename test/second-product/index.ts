// A print shop. "npm run check:second-product" replaces lambda/product with this file, and changes nothing else.
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { closed, oneLine, oneOf, visibleLine, visibleText, wholeNumber } from '../parsing/schema.ts';

export const currency = 'EUR';
const centsPerPage = { a4: 10, a3: 20, poster: 450 };
const formats = ['a4', 'a3', 'poster'] as const;
const finishes = ['folded', 'stapled', 'bound'] as const;
export const menu = { currency, formats: centsPerPage };

const entries = {
  document: v.pipe(v.string('a URL'), v.url('a URL')),
  title: visibleLine(60),
  colour: v.boolean('true or false'),
  remarks: v.exactOptional(visibleText(300)),
};
const finishesOf = <const Name extends v.GenericSchema<string>>(name: Name) =>
  v.exactOptional(v.array(name, 'a list of finishes'));
const copies = wholeNumber(1, 50);
export const requestLineSchema = v.pipe(
  closed({ ...entries, format: oneOf(formats), copies, finishes: finishesOf(oneOf(finishes)) }),
  v.forward(
    v.partialCheck(
      [['format'], ['colour']],
      ({ format, colour }) => colour || format !== 'poster',
      'true for a poster',
    ),
    ['colour'],
  ),
  v.forward(
    v.partialCheck(
      [['finishes']],
      ({ finishes = [] }) => !(finishes.includes('stapled') && finishes.includes('bound')),
      'stapled or bound, not both',
    ),
    ['finishes'],
  ),
);
export const acceptedLineSchema = closed({
  ...entries,
  format: oneLine(16),
  copies,
  finishes: finishesOf(oneLine(16)),
});
export type RequestLine = v.InferOutput<typeof requestLineSchema>;
type AcceptedLine = v.InferOutput<typeof acceptedLineSchema>;

const lineCents = ({ format, colour, copies }: RequestLine): number => copies * centsPerPage[format] * (colour ? 3 : 1);
export const totalCents = (lines: readonly RequestLine[]): number =>
  lines.reduce((total, line) => total + lineCents(line), 0);

/** How a customer fills in a line. */
export const form = {
  fields: [
    { name: 'document', label: 'Document', kind: 'text' },
    { name: 'title', label: 'Title', kind: 'text', maxLength: 60 },
    { name: 'colour', label: 'In colour', kind: 'yes-no' },
    { name: 'format', label: 'Format', kind: 'choice', options: formats.map((value) => ({ value, label: value })) },
    { name: 'copies', label: 'Copies', kind: 'number', min: 1, max: 50, initial: 1 },
    {
      name: 'finishes',
      label: 'Finishes',
      kind: 'choices',
      optional: true,
      options: finishes.map((value) => ({ value, label: value })),
    },
    { name: 'remarks', label: 'Remarks', kind: 'paragraphs', optional: true, maxLength: 300 },
  ],
};

type Environment = { readonly PRINT_MILLISECONDS: string };
export type WorkGrant = { readonly actions: readonly string[]; readonly resources: readonly string[] };
const grants: readonly WorkGrant[] = [
  { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::print-shop-documents/*'] },
  { actions: ['textract:DetectDocumentText'], resources: ['*'] }, // it takes no resource
];
export const work = {
  variables: ['PRINT_MILLISECONDS'] as const,
  environment: (stage: 'dev' | 'prod' | 'demo'): Environment => ({
    PRINT_MILLISECONDS: { dev: '20', prod: '20', demo: '1' }[stage],
  }),
  longestMilliseconds: ({ PRINT_MILLISECONDS }: Environment): number => 50 * Number(PRINT_MILLISECONDS),
  grants,
  create:
    ({ PRINT_MILLISECONDS }: Environment) =>
    async ({ lines }: { readonly lines: readonly AcceptedLine[] }): Promise<void> => {
      await setTimeout(Math.max(...lines.map((line) => line.copies)) * Number(PRINT_MILLISECONDS));
    },
};

const subjects = { ready: 'is printed', cancelled: 'is cancelled', stuck: 'could not be printed' };
export type News = keyof typeof subjects;
type MailedOrder = {
  readonly customer?: object;
  readonly number: string;
  readonly lines?: readonly AcceptedLine[];
  readonly totalCents: number;
  readonly currency: string;
};
/** Without the URLs and titles of the documents: a mail holds no text that a customer wrote. */
export const writeMail = (news: News, { number, lines = [], totalCents, currency }: MailedOrder) => ({
  subject: `Order ${number} ${subjects[news]}`,
  text: [...lines.map(({ format, copies }) => `${copies} × ${format}`), `${totalCents / 100} ${currency}`].join('\n'),
});

const line: RequestLine = {
  document: 'https://example.org/documents/2026/11/report-of-the-autumn-meeting-of-the-reading-group.pdf',
  title: 'Größe 📄 大',
  colour: false,
  format: 'a4',
  copies: 1,
};
const retiredLine: AcceptedLine = { ...line, format: 'a0' };
const fullLine: RequestLine = {
  ...line,
  colour: true,
  format: 'poster',
  copies: 2,
  finishes: ['folded', 'bound'],
  remarks: 'Roll it, please.',
};
const longestLine: RequestLine = { ...line, copies: 50, remarks: 'First the cover.\nثم الصفحات.' };
const bad = [
  { rule: 'a document that is no URL', line: { ...line, document: 'my poster' }, pointer: '/document' },
  { rule: 'a title of two lines', line: { ...line, title: 'a\nb' }, pointer: '/title' },
  { rule: 'a poster in black', line: { ...line, format: 'poster' }, pointer: '/colour' },
  { rule: 'a colour that is no answer', line: { ...line, colour: 'red' }, pointer: '/colour' },
  { rule: 'a format that the shop does not print', line: retiredLine, pointer: '/format' },
  { rule: 'stapled and bound', line: { ...line, finishes: ['stapled', 'bound'] }, pointer: '/finishes' },
  { rule: 'a remark of blanks', line: { ...line, remarks: ' \n ' }, pointer: '/remarks' },
  { rule: 'no copies', line: { ...line, copies: 0 }, pointer: '/copies' },
];
const request = { customer: { name: 'Ada Lovelace', email: 'ada@example.org' }, lines: [line] };
export const samples = { request, line, fullLine, longestLine, retiredLine, bad };

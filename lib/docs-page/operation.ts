import type { ApiDescription } from '../../lambda/openapi/document.ts';
import { typeOf } from './schema.ts';
import { codeOf, escaped, example, paragraphs, sentence, table } from './text.ts';

type Media = {
  readonly schema: Parameters<typeof typeOf>[0];
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
};
type Content = Readonly<Record<string, Media>>;
type Answer = {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly required: boolean }>>;
  readonly content?: Content;
};
type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description: string;
};
type Described = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
};

/** An operation with its method in upper case, its path, and its anchor. */
export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly described: Described;
};

export const operationsOf = ({ paths }: ApiDescription): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries<Described>(methods).map(([method, described]) => ({
      ...{ id: described.operationId, method: method.toUpperCase(), path, described },
    })),
  );

export const operationSection = (operation: Operation, description: ApiDescription): string => {
  const { id, method, path, described } = operation;
  const { parameters = [], requestBody, responses } = described;
  const answers = Object.entries(responses).map(([status, answer]) => answerRow(status, resolved(answer, description)));
  return `<section id="${id}">
<h2>${escaped(described.summary)}</h2>
<p>${codeOf(`${method} ${path}`)}</p>
${paragraphs(described.description)}
${table(['Parameter', 'In', 'Meaning'], parameters.map(parameterRow))}
${requestBody ? `<p>Body: ${bodiesOf(requestBody.content)}</p>` : ''}
${table(['Status', 'Meaning', 'Headers', 'Body'], answers)}
</section>`;
};

const parameterRow = ({ name, in: place, required, description }: Parameter): string[] => [
  `${codeOf(name)}${required ? '' : '<br>optional'}`,
  place,
  sentence(description),
];

const answerRow = (status: string, { description, headers = {}, content = {} }: Answer): string[] => [
  codeOf(status),
  paragraphs(description),
  Object.entries(headers)
    .map(([name, { required }]) => `${codeOf(name)}${required ? '' : ' (optional)'}`)
    .join('<br>'),
  bodiesOf(content),
];

const bodiesOf = (content: Content): string =>
  Object.entries(content)
    .map(([type, media]) => `${typeOf(media.schema)} as ${codeOf(type)}${examplesOf(media)}`)
    .join('<br>');

const examplesOf = ({ example: one, examples = {} }: Media): string => {
  const several = Object.values(examples).map(({ summary, value }) => example(summary, value));
  return [...(one === undefined ? [] : [example('Example', one)]), ...several].join('');
};

/** Follows a reference to a shared answer. */
const resolved = (answer: Answer | { readonly $ref: string }, { components }: ApiDescription): Answer => {
  if (!('$ref' in answer)) return answer;
  const shared: Readonly<Record<string, Answer>> = components.responses;
  const found = shared[answer.$ref.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`${answer.$ref} should be an answer of the description, got none`);
  return found;
};

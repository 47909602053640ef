import type { ApiDescription } from '../../../lambda/openapi/document.ts';

type Header = { readonly required: boolean; readonly schema: object };

/** An answer that the description names. `pointer` leads to it in the description. */
export type DescribedAnswer = {
  readonly pointer: string;
  readonly headers: Readonly<Record<string, Header>>;
  /** The media types. An answer without any has no body. */
  readonly types: readonly string[];
};

/** A call that the description names, such as `GET /orders/{orderId}`, and its answers by status. */
export type DescribedCall = {
  readonly call: string;
  readonly method: string;
  /** Matches the paths of the call. */
  readonly path: RegExp;
  readonly answers: ReadonlyMap<string, DescribedAnswer>;
};

type Response =
  | { readonly $ref: string }
  | { readonly headers?: Readonly<Record<string, Header>>; readonly content?: object };

/** Every call of a description. Those without parameters come first, because their paths are more specific. */
export const describedCalls = ({ paths, components }: ApiDescription): readonly DescribedCall[] => {
  const shared: Readonly<Record<string, Response>> = components.responses;
  const answerAt = (pointer: string, response: Response | undefined): DescribedAnswer => {
    if (!response) throw new Error(`the description should have an answer at ${pointer}, got none`);
    if ('$ref' in response) return answerAt(response.$ref, shared[response.$ref.split('/').at(-1) ?? '']);
    return { pointer, headers: response.headers ?? {}, types: Object.keys(response.content ?? {}) };
  };
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries<{ readonly responses: Readonly<Record<string, Response>> }>(methods).map(
      ([method, { responses }]) => {
        const pointer = `#/paths/${path.replaceAll('/', '~1')}/${method}/responses`;
        const answers = Object.entries(responses).map(
          ([status, response]) => [status, answerAt(`${pointer}/${status}`, response)] as const,
        );
        return {
          ...{ call: `${method.toUpperCase()} ${path}`, method: method.toUpperCase() },
          ...{ path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), answers: new Map(answers) },
        };
      },
    ),
  );
  return calls.toSorted((one, other) => Number(one.call.includes('{')) - Number(other.call.includes('{')));
};

import type { Answer, Call, CallOptions } from '../../api.ts';

/** A call that the page has made. */
export type Made = { readonly path: string; readonly options: CallOptions };

export const answered = (status: number, body: unknown = {}, more: object = {}): Answer => ({
  kind: 'answered',
  status,
  body,
  ...more,
});

/** An API that gives these answers in their order, and then the last one. */
export const scripted = (
  ...answers: readonly (Answer | Promise<Answer>)[]
): { readonly call: Call; readonly made: Made[] } => {
  const left = [...answers];
  const made: Made[] = [];
  const call: Call = async (path, options = {}) => {
    made.push({ path, options });
    const [next = { kind: 'unreachable' }] = left;
    if (left.length > 1) left.shift();
    return next;
  };
  return { call, made };
};

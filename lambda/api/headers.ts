type Headers = Readonly<Record<string, string | undefined>>;

/** The value of a request's header, whose name may come in any case. API Gateway hands over null for none at all. */
export const headerOf = (headers: Headers | null, name: string): string | undefined =>
  Object.entries(headers ?? {}).find(([given]) => given.toLowerCase() === name)?.[1];

/** The entity tag of an order: its version is another at every transition. */
export const etagOf = ({ version }: { readonly version: number }): string => `"${version}"`;

/** Whether an `If-None-Match` names this entity tag. @see https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match */
export const matches = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? '').split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));

/** The answer to a call. `unreachable`: no answer, or none in time. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly etag?: string | undefined;
      readonly retryAfter?: number | undefined;
    }
  | { readonly kind: 'unreachable' };

export type CallOptions = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
export type Call = (path: string, options?: CallOptions) => Promise<Answer>;

const TIMEOUT_MILLISECONDS = 15_000;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/;

/** Creates the calls of the API, whose root is the path of the page with or without a slash at its end. */
export const createCall = (page: URL | Location): Call => {
  const root = rootOf(page);
  return async (path, { method = 'GET', headers = {}, body } = {}) => {
    try {
      const response = await fetch(new URL(path, root), {
        method,
        headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        ...(body !== undefined && { body }),
        cache: 'no-store', // this code keeps the last answer and its entity tag itself
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      return await read(response);
    } catch {
      return { kind: 'unreachable' };
    }
  };
};

/** The URL of the page with a slash at its end, so that relative URLs lead to the API of the same stage. */
export const rootOf = ({ origin, pathname }: Pick<URL, 'origin' | 'pathname'>): string =>
  `${origin}${pathname.replace(/\/*$/, '/')}`;

const read = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const isJson = JSON_TYPE.test(response.headers.get('Content-Type') ?? '');
  return {
    kind: 'answered',
    status: response.status,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
    etag: response.headers.get('ETag') ?? undefined,
    retryAfter: retryAfterOf(response.headers.get('Retry-After'), Date.now()),
  };
};

/** The milliseconds of a `Retry-After` header: seconds or a date. */
export const retryAfterOf = (header: string | null, now: number): number | undefined => {
  if (header === null) return undefined;
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
};

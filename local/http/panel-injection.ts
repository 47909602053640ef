import { createHash } from 'node:crypto';

/** The result of a function that the REST API sends. */
type Result = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

/** Loads the panel from below the path of the page. A relative address is wrong if that path has no slash at its end. */
const LOADER = `{
const panel = location.pathname.replace(/\\/?$/, '/_local/panel');
const add = (name, fields) => document.head.append(Object.assign(document.createElement(name), fields));
add('link', { rel: 'stylesheet', href: panel + '.css' });
add('script', { src: panel + '.js' });
}`;
const TAG = `<script>${LOADER}</script>`;
const LOADER_HASH = `'sha256-${createHash('sha256').update(LOADER).digest('base64')}'`;
const POLICY = 'content-security-policy';
const EXTENDED = { 'script-src': ["'self'", LOADER_HASH], 'style-src': ["'self'"], 'img-src': ["'self'"] };

/**
 * Adds the panel to the page at `/`, and lets its policy load the panel from this origin. A `304` carries a policy too, which the
 * browser takes for the page that it holds.
 */
export const injectPanel = <Given extends Result>(result: Given): Given => {
  const isPage = headerOf(result, 'content-type').startsWith('text/html') && !result.isBase64Encoded;
  if (!isPage && result.statusCode !== 304) return result;
  const headers = Object.fromEntries(
    Object.entries(result.headers).map(([name, value]) => [
      name,
      name.toLowerCase() === POLICY ? extendPolicy(value) : value,
    ]),
  );
  return { ...result, headers, body: isPage ? insertLoader(result.body) : result.body };
};

const headerOf = ({ headers }: Result, wanted: string): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';

const insertLoader = (html: string): string =>
  html.includes('</body>') ? html.replace('</body>', () => `${TAG}</body>`) : `${html}${TAG}`;

/** A directive that the policy lacks takes the sources of `default-src`. */
const extendPolicy = (policy: string): string => {
  const directives = new Map(
    policy
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name.toLowerCase(), sources] as const)
      .filter(([name]) => name !== ''),
  );
  const fallback = directives.get('default-src');
  for (const [name, added] of Object.entries(EXTENDED)) {
    const sources = directives.get(name) ?? fallback;
    if (sources) directives.set(name, [...sources.filter((source) => source !== "'none'"), ...added]);
  }
  return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
};

/** The result of a function that the REST API sends. */
type Result = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

/** The address is relative, so that it also holds below a path. */
const TAGS = '<link rel="stylesheet" href="_local/panel.css"><script src="_local/panel.js" defer></script>';
const POLICY = 'content-security-policy';
const EXTENDED = ['script-src', 'style-src', 'img-src'];

/**
 * Adds the panel to the page at `/`, and lets its policy load from this origin. A `304` carries a policy too, which the browser takes
 * for the page that it holds.
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
  return { ...result, headers, body: isPage ? insertTags(result.body) : result.body };
};

const headerOf = ({ headers }: Result, wanted: string): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';

const insertTags = (html: string): string =>
  html.includes('</head>') ? html.replace('</head>', () => `${TAGS}</head>`) : `${html}${TAGS}`;

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
  for (const name of EXTENDED) {
    const sources = directives.get(name) ?? fallback;
    if (sources) directives.set(name, [...sources.filter((source) => source !== "'none'"), "'self'"]);
  }
  return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
};

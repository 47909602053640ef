import { createHash } from 'node:crypto';
import type { ApiDescription } from '../lambda/openapi/document.ts';
import { operationSection, operationsOf } from './docs-page/operation.ts';
import { schemaSection } from './docs-page/schema.ts';
import { STYLE } from './docs-page/style.ts';
import { codeOf, escaped, paragraphs } from './docs-page/text.ts';

/** The description of the API as one HTML document without a script. Its policy permits nothing but its style. */
export const docsPage = (description: ApiDescription) => ({
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(description.info.title)}: the API</title>
<style>${STYLE}</style>
</head>
<body>
${contents(description)}
<main>
<h1>${escaped(description.info.title)}: the API</h1>
<p>Version ${escaped(description.info.version)}. For programs: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${paragraphs(description.info.description)}
${operationsOf(description)
  .map((operation) => operationSection(operation, description))
  .join('\n')}
<h2 id="schemas">Schemas</h2>
${Object.entries(description.components.schemas)
  .map(([name, schema]) => schemaSection(name, schema))
  .join('\n')}
</main>
</body>
</html>
`,
  headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY },
});

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contents = (description: ApiDescription): string => {
  const operations = operationsOf(description).map(
    ({ id, method, path }) => `<li><a href="#${id}">${codeOf(`${method} ${path}`)}</a></li>`,
  );
  const schemas = Object.keys(description.components.schemas).map(
    (name) => `<li><a href="#schema-${name}">${name}</a></li>`,
  );
  return `<nav aria-label="Contents"><ul>${operations.join('')}</ul><ul>${schemas.join('')}</ul></nav>`;
};

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PageFile, pageFiles } from '../lambda/counter/page.ts';
import { describeApi } from '../lambda/openapi/document.ts';
import packageJson from '../package.json' with { type: 'json' };
import { docsPage } from './docs-page.ts';
import type { Part } from './parts.ts';

/** Writes the answers to `GET /openapi.json` and `GET /docs`: the description of the API for programs and for people. */
export const writeDescription = (outputDir: string, without: readonly Part[]): void => {
  const description = describeApi({ ...packageJson, without });
  const write = (file: PageFile, page: { readonly body: string; readonly headers: object }): void =>
    writeFileSync(join(outputDir, file), JSON.stringify(page));
  write(pageFiles['/openapi.json'], {
    body: JSON.stringify(description),
    headers: { 'Content-Type': 'application/json' },
  });
  write(pageFiles['/docs'], docsPage(description));
};

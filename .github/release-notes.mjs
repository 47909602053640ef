// node .github/release-notes.mjs v1.2.3: prints the section of CHANGELOG.md for a tag. Exit code 1: the changelog has none.
import { readFileSync } from 'node:fs';

const tag = process.argv[2] ?? '';
const version = tag.replace(/^v/, '');
const changelog = readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8');
const sections = changelog.split(/^## /m).slice(1);
const section = sections.find((text) => text.startsWith(`[${version}]`));
const notes = section?.slice(section.indexOf('\n')).trim();
if (notes) {
  console.log(notes);
} else {
  console.error(`CHANGELOG.md should have a section "## [${version}]" with notes for the tag "${tag}", got none`);
  process.exitCode = 1;
}

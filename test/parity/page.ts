// npm run parity: writes docs/parity.md from the table.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parityPage } from './markdown.ts';

writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'parity.md'), parityPage());

// npm run privileges: writes docs/privileges.md from the templates.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privilegesPage } from './page.ts';
import { readStage } from './stage.ts';

const [dev, prod] = await Promise.all([readStage('dev'), readStage('prod')]);
writeFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'privileges.md'), privilegesPage({ dev, prod }));

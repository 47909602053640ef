// npm run bench: installs the peers when they are missing or out of date, then runs the bench.
import { installPackages } from './install.mjs';

installPackages('npm run bench');
await import('./main.ts');

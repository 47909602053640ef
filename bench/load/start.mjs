// npm run load: installs the HTTP client and the charts when they are missing or out of date, then runs the load.
import { installPackages } from '../install.mjs';

installPackages('npm run load');
await import('./main.ts');

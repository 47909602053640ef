// Installs the packages of bench/ when they are missing or out of date. The checkout's own installation leaves them out.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

/** @param {string} command the npm script that needs the packages, such as `npm run bench` */
export const installPackages = (command) => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) {
    console.error(
      `Node.js 24 or later is expected, got ${process.version}. Run "npm ci", then "${command}", which uses its own Node.js.`,
    );
    process.exit(1);
  }
  const lock = new URL('package-lock.json', import.meta.url);
  const installed = new URL('node_modules/.package-lock.json', import.meta.url);
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error('bench: installs its packages with "npm ci"');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
};

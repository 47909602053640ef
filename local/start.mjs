import { existsSync } from 'node:fs';

// Plain JavaScript: a Node.js that is too old for TypeScript can still report its version.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Node.js 24 or later is expected, got ${process.version}. Run "npm ci", then "npm start", which uses its own Node.js.`,
  );
  process.exit(1);
}
if (!existsSync(new URL('../node_modules', import.meta.url))) {
  console.error('The packages are expected in node_modules, got none: run "npm ci" first.');
  process.exit(1);
}
await import('./main.ts');

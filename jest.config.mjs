import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  throw new Error(
    `Node.js 24 or later is expected, got ${process.version}: run "npm test", which brings its own Node.js.`,
  );
}

const roots = ['test', 'local', 'simulation'].map((name) => join(import.meta.dirname, name)).filter(existsSync);

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots, // a team may delete local/ or simulation/
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.[cm]?ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'commonjs' },
      },
    ],
  },
  maxWorkers: Math.max(3, availableParallelism() - 1), // journeys wait more than they work
  transformIgnorePatterns: ['/node_modules/'],
  // What needs LocalStack runs where `npm run test:localstack` has started it.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.ORDERBOARD_TARGET === 'localstack' ? [] : ['/test/localstack/']),
  ],
};

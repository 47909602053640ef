import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import optionalParts from './test/optional-parts.json' with { type: 'json' };

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  throw new Error(
    `Node.js 24 or later is expected, got ${process.version}: run "npm test", which brings its own Node.js.`,
  );
}

const exists = (folder) => existsSync(new URL(folder, import.meta.url));

const target = process.env.ORDERBOARD_TARGET ?? 'local';

/** Suites that need a target which is not here. */
const unavailable = [
  // "npm run test:localstack" starts LocalStack, which this suite updates.
  ...(target === 'localstack' ? [] : ['/test/localstack/']),
  ...(target !== 'local' || exists('local') ? [] : ['/test/journey/', '/test/conformance/', '/ops/test/local/']),
];
if (unavailable.includes('/test/journey/'))
  console.warn('The journeys do not run: local/ is deleted, and no other target is set by ORDERBOARD_TARGET.');

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['test', ...optionalParts].filter(exists).map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/journey/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/journey/support/global-teardown.ts',
  transform: {
    '\\.[cm]?ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'commonjs' },
      },
    ],
  },
  testTimeout: 300_000, // each wait inside a test has its own, shorter limit and message
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  maxWorkers: Math.max(6, availableParallelism() - 1), // journeys wait more than they work
  // Jest runs files in a VM context, where each use of a global variable is slow. These become parameters of each module.
  sandboxInjectedGlobals: ['Array', 'Error', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Set', 'String'],
  transformIgnorePatterns: ['/node_modules/'],
  testPathIgnorePatterns: ['/node_modules/', ...unavailable],
};

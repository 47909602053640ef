import { join } from 'node:path';
import base from '../../jest.config.mjs';

/**
 * The browser tests: `npm run test:browser`. They are no part of `npm test`, which must pass on a machine without a browser.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: join(import.meta.dirname, '..', '..'),
  testMatch: ['**/*.browser.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  maxWorkers: 2,
};

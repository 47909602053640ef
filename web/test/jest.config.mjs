import { join } from 'node:path';
import base from '../../jest.config.mjs';

/**
 * The browser tests: `npm run test:browser`. `npm test` runs the unit tests of the page only, because a machine without a browser
 * must pass it.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: join(import.meta.dirname, '..', '..'),
  roots: ['<rootDir>/web/test'],
  testMatch: ['**/*.browser.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  maxWorkers: 2,
};

// npm run check:openapi: lints the description of the API by the recommended rules of Redocly, of which none is off, and
// checks it against the schema of OpenAPI 3.1. Prints each fault.
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describeApi } from '../../../lambda/openapi/document.ts';

const source = JSON.stringify(describeApi({ version: '1.0.0' }));

const config = await createConfig({ extends: ['recommended'] });
const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
for (const { severity, ruleId, message, location } of problems)
  console.error(`${severity} ${ruleId}: ${message} ${location.map(({ pointer }) => pointer ?? '').join(', ')}`);

const validator = new Validator();
const { valid, errors = [] } = await validator.validate(JSON.parse(source));
if (!valid) console.error(`the description should match the schema of OpenAPI 3.1, got ${JSON.stringify(errors)}`);

process.exitCode = valid && problems.length === 0 ? 0 : 1;
if (process.exitCode === 0)
  console.log(`The description of the API matches OpenAPI ${validator.version} and every rule.`);

import { pathsWithout, sharedResponses } from './operations.ts';
import type { Part } from './parts.ts';
import { bodySchemas } from './schemas.ts';

type Described = {
  readonly version: string;
  /** The parts that the shop does without. @default none */
  readonly without?: readonly Part[];
};

/** The description of the API in OpenAPI 3.1. Bodies come from the schemas that check requests and type answers. */
export const describeApi = ({ version, without = [] }: Described) => ({
  openapi: '3.1.1',
  info: {
    title: 'Orderboard',
    version,
    description: DESCRIPTION,
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '.', description: 'The shop that serves this description, behind any stage or base path.' }],
  security: [{}, { apiKey: [] }],
  tags: tagsWithout(without),
  paths: pathsWithout(without),
  components: {
    schemas: bodySchemas(without),
    responses: sharedResponses,
    securitySchemes: {
      apiKey: {
        type: 'apiKey',
        in: 'header',
        name: 'X-Api-Key',
        description: 'The API key of a client, for a stage that requires one.',
      },
      awsSignature: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description:
          'A signature (SigV4, service `execute-api`) of an IAM principal with the permission `execute-api:Invoke`. ' +
          'A stage can use another authorizer for its staff. The local shop does not check it.',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
    },
  },
});
export type ApiDescription = ReturnType<typeof describeApi>;

/** The tags of the calls that the API has. */
const tagsWithout = (without: readonly Part[]) => {
  const used = Object.values(pathsWithout(without)).flatMap((path) => Object.values(path).flatMap(({ tags }) => tags));
  return [
    { name: 'Orders', description: 'The orders of customers.' },
    { name: 'Imports', description: 'Files with many orders.' },
    { name: 'Shop', description: 'The menu and the board.' },
    { name: 'Pages', description: 'Pages for people, and this description.' },
  ].filter(({ name }) => used.includes(name));
};

const DESCRIPTION = [
  'A shop accepts orders and makes them. The status of an order goes from `PLACED` to `PREPARING`, `READY` and `COLLECTED`.',
  'An order can be `CANCELLED` before it is made. It is `STUCK` if it could not be made.',
  '',
  'Times are ISO 8601 with milliseconds, in UTC. Errors are problem documents (RFC 9457).',
  'A later release can add fields to answers: ignore those that you do not know.',
].join('\n');

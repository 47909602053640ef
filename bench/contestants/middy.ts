// middy, which compiles the schema when the function starts.
import { transpileSchema } from '@middy/validator/transpile';
import type { OrderMessage } from './job.ts';
import { createHandler } from './middy-handler.ts';
import { messageSchema } from './middy-schema.ts';

const compiled: unknown = transpileSchema(messageSchema); // its declared type is wrong: it is a function
if (typeof compiled !== 'function') throw new Error(`a compiled schema should be a function, got ${typeof compiled}`);

export const handler = createHandler((value): value is OrderMessage => compiled(value));

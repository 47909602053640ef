// middy, with a schema that the build has compiled, as the page of its validator recommends.
import validate from 'order-message-schema';
import { createHandler } from './middy-handler.ts';

export const handler = createHandler(validate);

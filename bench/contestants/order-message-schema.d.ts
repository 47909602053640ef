/** The module that `build.ts` compiles from `middy-schema.ts`. */
declare module 'order-message-schema' {
  const validate: import('./middy-handler.ts').Validate;
  export default validate;
}

type Call = { readonly service: string; readonly operation: string };

/** The call of each error that an SDK client threw. The errors themselves stay as they are: adapters look at their classes. */
const calls = new WeakMap<object, Call>();

type Send<Input, Output> = (input: Input) => Promise<Output>;
type Middleware = <I, O>(next: Send<I, O>, context: { readonly commandName?: string }) => Send<I, O>;
/** The part of every SDK client that takes middleware. */
type Client = { readonly middlewareStack: { add(middleware: Middleware, options: { step: 'initialize' }): void } };

/** Remembers the call of each error of a client, so that a message can name it. Returns the client. */
export const rememberCalls = <T extends Client>(service: string, client: T): T => {
  const remember: Middleware =
    (next, { commandName = '' }) =>
    (input) =>
      next(input).catch((error: unknown) => {
        if (error instanceof Error) calls.set(error, { service, operation: commandName.replace(/Command$/, '') });
        throw error;
      });
  client.middlewareStack.add(remember, { step: 'initialize' });
  return client;
};

/** One sentence about the failure of a service: the operation, the answer, and how to mend it. `undefined` for another error. */
export const explainServiceFailure = (error: unknown): string | undefined => {
  const chain = causesOf(error);
  const named = chain.find((link) => calls.has(link));
  const root = named ?? chain.at(-1);
  if (!root) return undefined;
  if (root.name === 'CredentialsProviderError')
    return `AWS credentials should be in the environment, got none (${messageOf(root)}): ${SIGN_IN}`;
  if (root.message === 'Region is missing') return NO_REGION;
  const call = calls.get(root);
  if (call) return `${call.service} should answer ${call.operation}, got ${answerOf(root)}: ${remedyOf(root, call)}`;
  return codeOf(root) === undefined ? undefined : root.message; // an error of the operating system names its call
};

const SIGN_IN = 'sign in with "aws sso login", or set AWS_PROFILE or AWS_ACCESS_KEY_ID';
const NO_REGION = 'an AWS region should be in the environment, got none: set AWS_REGION';
const MAX_CAUSES = 5;

const causesOf = (error: unknown, most = MAX_CAUSES): Error[] =>
  error instanceof Error && most > 0 ? [error, ...causesOf(error.cause, most - 1)] : [];

/** The code of a network error such as `ECONNREFUSED`, or the name and the message of an answer. */
const answerOf = (error: Error): string => {
  const code = codeOf(error);
  if (code !== undefined) return code;
  if (error.name === 'TimeoutError') return 'no answer in time';
  const message = messageOf(error);
  return message === '' || message === 'UnknownError' ? error.name : `${error.name} (${message})`;
};

const messageOf = ({ message }: Error): string => message.replace(/\s+/g, ' ').replace(/[.:]+$/, '');

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' && /^E[A-Z]/.test(error.code) ? error.code : undefined;

const remedyOf = (error: Error, { service, operation }: Call): string => {
  if (/AccessDenied|Unauthorized|NotAuthorized/.test(error.name))
    return `an administrator can grant ${service}:${operation}; docs/ops.md lists the permissions`;
  if (/Expired|InvalidClientToken|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKey/.test(error.name))
    return 'sign in again, such as with "aws sso login"';
  if (WRONG_ADDRESS.test(codeOf(error) ?? error.message)) return 'check AWS_REGION and AWS_ENDPOINT_URL';
  return 'run the command again when the service is back';
};

/** Nobody has the name of the host, the address is no URL, or another program answers. */
const WRONG_ADDRESS = /ENOTFOUND|ERR_INVALID_URL|Region not accepted|Deserialization error/;

import { CommanderError } from 'commander';
import { explain, Failure } from '../failure.ts';
import { rememberCalls } from '../target/service-failure.ts';

type Send = () => Promise<unknown>;

/** The error of a call to CloudFormation, as a client throws it. */
const failedCall = async (error: Error): Promise<unknown> => {
  let call: Send | undefined;
  const add = (middleware: (next: Send, context: { commandName: string }) => Send): void => {
    call = middleware(() => Promise.reject(error), { commandName: 'DescribeStacksCommand' });
  };
  rememberCalls('cloudformation', { middlewareStack: { add } });
  return call?.().catch((thrown: unknown) => thrown);
};

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

describe('the end of a command', () => {
  it('is a fault of the tool for an error that nobody expects, without a stack trace', () => {
    const { exitCode, message } = explain(new TypeError('x is not a function\n    at y (z.ts:1:1)'));
    expect(exitCode).toBe(70);
    expect(message).toMatch(/^this tool should not fail so, got TypeError \(x is not a function.*report it/);
    expect(message).not.toContain('\n');
  });

  it('is the exit code of a failure', () => {
    expect(explain(new Failure('no', 'the answer'))).toEqual({ exitCode: 1, message: 'the answer' });
    expect(explain(new CommanderError(1, 'commander.unknownOption', ''))).toEqual({ exitCode: 2 });
    expect(explain(named('ExitPromptError', ''))).toEqual({ exitCode: 130 });
    expect(explain(named('AbortPromptError', ''))).toEqual({ exitCode: 130 });
  });

  it('is the error of the operating system, which names its call', () => {
    const error = Object.assign(new Error("EACCES: permission denied, open '/x'"), { code: 'EACCES' });
    expect(explain(error)).toEqual({ exitCode: 3, message: "EACCES: permission denied, open '/x'" });
  });

  it.each([
    [
      'credentials',
      named('CredentialsProviderError', 'Could not resolve x.'),
      'got none (Could not resolve x): sign in',
    ],
    ['permission', named('AccessDenied', ''), 'an administrator can grant cloudformation:DescribeStacks'],
    ['session', named('ExpiredToken', 'too old'), 'sign in again'],
    [
      'host',
      Object.assign(new Error('no'), { code: 'ENOTFOUND' }),
      'got ENOTFOUND: check AWS_REGION and AWS_ENDPOINT_URL',
    ],
    [
      'connection',
      Object.assign(new Error('Deserialization error'), { code: 'ECONNRESET' }),
      'got ECONNRESET: run the command again',
    ],
    ['time', named('TimeoutError', 'an answer should'), 'got no answer in time: run the command again'],
    ['service', named('ThrottlingException', 'slow'), 'got ThrottlingException (slow): run the command again'],
  ])('tells how to mend a call that fails for its %s', async (_what, error, remedy) => {
    const { exitCode, message } = explain(await failedCall(error));
    expect(exitCode).toBe(3);
    expect(message).toContain(remedy);
  });
});

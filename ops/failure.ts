import { CommanderError } from 'commander';
import { explainServiceFailure } from './target/service-failure.ts';

/** 0: done, or the answer is "yes". */
export const exitCodes = {
  /** The answer is "no": not well, not found, refused. */
  no: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A service or the shop cannot be reached, or does not permit the call. */
  unreachable: 3,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The end of a command, told in one sentence: the expected value, the received one, and how to mend it. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;
  constructor(kind: keyof typeof exitCodes, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCodes[kind];
  }
}

/** What the user reads of an error, and the exit code. Commander prints its own messages. */
export type Explanation = { readonly exitCode: number; readonly message?: string };

export const explain = (error: unknown): Explanation => {
  if (error instanceof CommanderError) return { exitCode: isHelp(error) ? 0 : exitCodes.usage };
  if (error instanceof Failure) return { exitCode: error.exitCode, message: error.message };
  // @inquirer throws it at Ctrl-C. Its class is imported with the prompt only.
  if (error instanceof Error && error.name === 'ExitPromptError') return { exitCode: exitCodes.interrupted };
  return { exitCode: exitCodes.unreachable, message: explainServiceFailure(error) };
};

/** Somebody asked for the help or the version. The help that Commander shows without a command is a usage error. */
const isHelp = ({ code, exitCode }: CommanderError): boolean => code !== 'commander.help' && exitCode === 0;

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
  /** A fault of this tool itself. EX_SOFTWARE of sysexits.h. */
  fault: 70,
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
  if (error instanceof Error && PROMPT_ENDS.includes(error.name)) return { exitCode: exitCodes.interrupted };
  const message = explainServiceFailure(error);
  if (message !== undefined) return { exitCode: exitCodes.unreachable, message };
  return { exitCode: exitCodes.fault, message: `this tool should not fail so, got ${nameOf(error)}: ${REPORT}` };
};

/** @inquirer throws them at Ctrl-C and at an abort. Their classes are imported with the prompt only. */
const PROMPT_ENDS: readonly string[] = ['ExitPromptError', 'AbortPromptError'];

const REPORT = 'this is a fault of the tool, so report it with the command line and this message';

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name} (${firstLine(error.message)})` : firstLine(String(error));

const firstLine = (text: string): string => text.replace(/\n.*/s, '');

/** Somebody asked for the help or the version. The help that Commander shows without a command is a usage error. */
const isHelp = ({ code, exitCode }: CommanderError): boolean => code !== 'commander.help' && exitCode === 0;

import type { Command } from 'commander';
import { exitCodes, Failure } from './failure.ts';
import { openTarget, readTargetOptions, type Target } from './target/target.ts';

/** What every command gets. */
export type Context = {
  /** Opens the shop that `--port` or `--stage` names. The shop is the same for each call, and is closed at the end. */
  openTarget(): Promise<Target>;
  /** Whether the result is printed as JSON. */
  isJson(): boolean;
  /** Prints the one result of a command on stdout: the text, or with `--json` the result as one JSON document. */
  print(result: unknown, text: string): void;
  /** Prints one step of a command that prints many: the text, or with `--json` one line of JSON. */
  printStep(step: unknown, text: string): void;
  /** Prints a message on stderr, beside the result. */
  note(message: string): void;
  /** Ends the command with the exit code for "no" once its result is printed. */
  answerNo(): void;
  /** Asks on the terminal. @throws Failure if the answer is no, or if nobody can be asked */
  confirm(question: string, options: { readonly yes: boolean }): Promise<void>;
};

export type OpenContext = Context & { close(): void };

/** Creates the context of the commands of a program. It reads the global options when a command runs. */
export const createContext = (program: Command): OpenContext => {
  let opened: Promise<Target> | undefined;
  let closing: Target | undefined;
  const isJson = (): boolean => program.opts().json === true;
  return {
    openTarget: async () => {
      opened ??= openTarget(readTargetOptions(program.opts()));
      closing = await opened;
      return closing;
    },
    isJson,
    print: (result, text) => writeLine(isJson() ? JSON.stringify(result, null, 2) : text),
    printStep: (step, text) => writeLine(isJson() ? JSON.stringify(step) : text),
    note: (message) => void process.stderr.write(`${message}\n`),
    answerNo: () => {
      process.exitCode = exitCodes.no;
    },
    confirm: ask,
    close: () => closing?.close(),
  };
};

const writeLine = (text: string): void => void process.stdout.write(`${text}\n`);

const ask = async (question: string, { yes }: { readonly yes: boolean }): Promise<void> => {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new Failure('usage', `"${question}" should be answered on a terminal, got none: pass --yes to agree`);
  const { default: confirm } = await import('@inquirer/confirm'); // loaded for a question only
  // The prompt sees Ctrl-C as a key. It does not see a signal of another process, nor the end of its input at Ctrl-D.
  const interrupt = new AbortController();
  const abort = (): void => interrupt.abort();
  for (const event of ['SIGINT', 'beforeExit']) process.once(event, abort);
  const agreed = await confirm(
    { message: question, default: false },
    { output: process.stderr, signal: interrupt.signal },
  );
  for (const event of ['SIGINT', 'beforeExit']) process.off(event, abort);
  if (!agreed) throw new Failure('no', 'nothing was done, because the answer was no');
};

import type { Command } from 'commander';
import { exitCodes, explain } from './failure.ts';

/** Runs a program of its own script, with the messages and the exit codes of the command line. */
export const runProgram = async (program: Command): Promise<void> => {
  process.on('SIGINT', () => process.exit(exitCodes.interrupted));
  process.stdout.once('error', () => process.exit()); // a reader such as "head" has enough
  try {
    await program.parseAsync();
  } catch (error) {
    const { exitCode, message } = explain(error);
    if (message !== undefined) console.error(message);
    process.exitCode = exitCode;
  }
};

/** The exit codes in the help of a script. */
export const EXIT_CODES = `
Exit codes:
  0    done
  1    the answer is "no"
  2    the command line is wrong
  3    the stacks cannot be synthesized
  130  interrupted`;

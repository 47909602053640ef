// npm run ops -- <command>: shows and operates a shop. `npm run ops -- --help` lists the commands.
import { onSignals } from '../lib/signals.ts';
import { exitCodes, explain } from './failure.ts';
import { createProgram } from './program.ts';

// A command that ends in order listens too.
onSignals(['SIGINT'], () => {
  if (process.listenerCount('SIGINT') === 1) process.exit(exitCodes.interrupted);
});
// A reader such as "head" has enough.
for (const stream of [process.stdout, process.stderr]) stream.once('error', () => process.exit());

const tell = (error: unknown): void => {
  const { exitCode, message } = explain(error);
  if (message !== undefined) console.error(message);
  process.exitCode = exitCode;
};

process.once('uncaughtException', (error) => {
  tell(error);
  process.exit();
});

const { program, context } = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  tell(error);
} finally {
  context.close();
}

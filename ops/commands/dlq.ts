import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { dropDeadLetters } from '../dead-letters/actions/drop.ts';
import { listDeadLetters } from '../dead-letters/actions/list.ts';
import { peekDeadLetters } from '../dead-letters/actions/peek.ts';
import { reconcileDeadLetters } from '../dead-letters/actions/reconcile.ts';
import { redriveDeadLetters } from '../dead-letters/actions/redrive.ts';
import { restoreDeadLetters } from '../dead-letters/actions/restore.ts';
import { MAX_TASK_RATE } from '../dead-letters/move-task.ts';
import { addNotes, duration, wholeNumber } from '../help.ts';

const MAX_SHOWN = 1_000_000;

const RECEIVES = `the receive count of each dead letter, which rises by 1, because SQS shows messages only to
receivers. While the command runs, the dead letter is hidden from other receivers, on tabs with the rest
of its group. It is visible again at the end and after Ctrl-C, and within seconds if the command is
killed. No queue gives up a dead letter because of its receive count`;

/** `dlq …`: looks at dead letters, sends them back, drops and restores them, and records their orders. */
export const addDlqCommands = (program: Command, context: Context): void => {
  const dlq = program.command('dlq').description('shows, redrives, drops and restores dead letters');
  addList(dlq, context);
  addPeek(dlq, context);
  addRedrive(dlq, context);
  addDrop(dlq, context);
  addRestore(dlq, context);
  addReconcile(dlq, context);
};

const queueOption = (): Option => new Option('--queue <NAME>', 'only the dead letters of this queue (default: all)');

/** The options that choose dead letters. Those that are given must all hold. */
const addSelection = (command: Command): Command =>
  command
    .addOption(queueOption())
    .option('--reason <CODE...>', 'the code of the failure; "none" for those that SQS moved itself')
    .option('--order <ORDER>', 'an order id, or a pick-up number such as K-4172')
    .option('--older-than <DURATION>', 'sent to its dead-letter queue at least this long ago, such as 2h', duration)
    .option('--newer-than <DURATION>', 'sent to its dead-letter queue less than this long ago, such as 15m', duration)
    .option('--where <JMESPATH>', 'a JMESPath expression that is true for the body')
    .option('--resolve', 'read the bodies of claim checks from S3, for --where and for "dlq peek"');

const addChange = (command: Command): Command =>
  addSelection(command)
    .option('--all', 'every dead letter of the queues')
    .option('--dry-run', 'show what would be chosen, and change nothing')
    .option('--yes', 'do not ask');

const addList = (dlq: Command, context: Context): void => {
  const list = addSelection(dlq.command('ls'))
    .description('counts dead letters by queue and reason')
    .action((options) => listDeadLetters(context, options));
  addNotes(list, {
    changes: RECEIVES,
    examples: [
      ['dlq ls', 'all dead letters of the shop on port 3000'],
      ['dlq ls --queue tabs --newer-than 1h', 'those of the last hour on tabs'],
    ],
  });
};

const addPeek = (dlq: Command, context: Context): void => {
  const peek = addSelection(dlq.command('peek'))
    .description('shows dead letters beside the records of their orders')
    .option('--limit <N>', 'show at most this many dead letters', wholeNumber(1, MAX_SHOWN))
    .action((options) => peekDeadLetters(context, options));
  addNotes(peek, {
    changes: RECEIVES,
    examples: [
      ['dlq peek --reason exhausted --limit 5', 'five with one reason'],
      ['dlq peek --order K-4172 --resolve', 'those of an order, with the body of its claim check'],
      ['--json dlq peek', 'all, one JSON document per line'],
    ],
  });
};

const addRedrive = (dlq: Command, context: Context): void => {
  const redrive = addChange(dlq.command('redrive'))
    .description('sends dead letters back to their queues')
    .option('--rate <N>', 'redrive at most this many per second', wholeNumber(1, MAX_TASK_RATE))
    .action((options) => redriveDeadLetters(context, options));
  addNotes(redrive, {
    changes: `the chosen dead letters: each is sent to its queue, and then deleted. The others stay. --all uses
SQS's own move task, which Ctrl-C cancels. An order that was made is not made again. After a crash,
run the command again: a message that was sent twice has no effect. A dead letter loses its "failure"
if the message would otherwise be too large for its queue`,
    examples: [
      ['dlq redrive --reason exhausted --dry-run', 'what would be redriven'],
      ['dlq redrive --reason exhausted --rate 10', 'ten per second'],
      ['dlq redrive --where "order.tab == \'table-7\'"', 'those whose body matches'],
      ['dlq redrive --all --queue orders --yes', 'all of one queue, without a question'],
    ],
  });
};

const addDrop = (dlq: Command, context: Context): void => {
  const drop = addChange(dlq.command('drop'))
    .description('deletes dead letters, after a backup')
    .option('--backup <FILE>', 'a new file for the backup (default: in .orderboard/dropped)')
    .action((options) => dropDeadLetters(context, options));
  addNotes(drop, {
    changes: `the chosen dead letters: each is written to the backup, and then deleted. Their orders keep their
status. The backup holds names and addresses of customers, so only you can read the file. Delete it when you no longer need it`,
    examples: [
      ['dlq drop --reason not-json --dry-run', 'what would be dropped'],
      ['dlq drop --reason not-json malformed', 'messages that no release of the shop wrote'],
    ],
  });
};

const addRestore = (dlq: Command, context: Context): void => {
  const restore = dlq
    .command('restore')
    .description('sends the dead letters of a backup back')
    .argument('<FILE>', 'the backup that "dlq drop" wrote')
    .addOption(
      new Option('--to <WHERE>', 'the dead-letter queues, or the source queues')
        .choices(['dlq', 'source'])
        .default('dlq'),
    )
    .option('--dry-run', 'show what would be sent, and change nothing')
    .action((file: string, options) => restoreDeadLetters(context, file, options));
  addNotes(restore, {
    changes: `the queues, which get the messages of the backup. SQS gives each a new message id and sent time.
A journal beside the file, FILE.restored, keeps a second restore from sending them again`,
    examples: [['dlq restore .orderboard/dropped/2026-11-26.jsonl', 'back to their dead-letter queues']],
  });
};

const addReconcile = (dlq: Command, context: Context): void => {
  const reconcile = dlq
    .command('reconcile')
    .description('records as STUCK the orders that only a dead-letter queue knows')
    .addOption(queueOption())
    .option('--dry-run', 'show what would be recorded, and change nothing')
    .option('--yes', 'do not ask')
    .action((options) => reconcileDeadLetters(context, options));
  addNotes(reconcile, {
    changes: `orders that are PLACED, PREPARING under a lease that ended 5 minutes ago, or without a record. They
become STUCK with the failure of their dead letter, so that the customer and the board see it. No
mail is sent. It never changes other orders. The dead letters stay: redrive or drop them`,
    examples: [['dlq reconcile --dry-run', 'what would be recorded, and why the others are left as they are']],
  });
};

import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { addNotes, duration } from '../help.ts';
import { callApi, orderOf } from '../orders/api.ts';
import { type FindOptions, findOrders } from '../orders/find.ts';
import { pathOf } from '../orders/names.ts';
import { orderText } from '../orders/order-text.ts';
import { type PlaceOptions, placeOrder } from '../orders/place.ts';
import { type TraceOptions, traceOrder } from '../orders/trace.ts';
import { watchOrder } from '../orders/watch.ts';

const ID = '5f0c7a52-9f3e-4d4b-8a11-0d6f6a3f1c2e';
const ID_ARGUMENT = 'the order id that "order place" or "order find" printed';

/** `order …`: the calls of a customer, and how to find an order and what is known of it. */
export const addOrderCommands = (program: Command, context: Context): void => {
  const order = program.command('order').description('places, shows and finds orders');
  addPlace(order, context);
  addShow(order, context);
  addWatch(order, context);
  addChange(order, context, {
    name: 'cancel',
    description: 'cancels an order that no barista has begun, or that is stuck',
    changes: 'the order to CANCELLED, and its customer is mailed',
    call: { method: 'DELETE', suffix: '' },
  });
  addChange(order, context, {
    name: 'collect',
    description: 'hands a ready order to its customer',
    changes: 'the order to COLLECTED',
    call: { method: 'POST', suffix: '/collect' },
  });
  addFind(order, context);
  addTrace(order, context);
};

const addFind = (order: Command, context: Context): void => {
  const find = order
    .command('find')
    .description('finds orders on the board by their pick-up number, which is not unique')
    .argument('<NUMBER>', 'a pick-up number such as K-4172')
    .option('--scan', 'read the whole table, to find an order that is not on the board. The cost is shown first')
    .option('--yes', 'do not ask before the scan')
    .action((number: string, options: FindOptions) => findOrders(context, number, options));
  addNotes(find, {
    changes: 'nothing',
    examples: [
      ['order find K-4172', 'the orders on the board with this number'],
      ['order find K-4172 --scan --yes', 'the same, with collected and cancelled orders'],
    ],
  });
};

const addTrace = (order: Command, context: Context): void => {
  const trace = order
    .command('trace')
    .description('shows the record, the dead letters and the log lines of an order')
    .argument('<ORDER>', 'an order id, or the number of an order on the board')
    .option('--since <DURATION>', 'read logs since then, such as 2h (default: since the order was placed)', duration)
    .action((given: string, options: TraceOptions) => traceOrder(context, given, options));
  addNotes(trace, {
    changes:
      'the receive count of each dead letter, which rises by 1. It is hidden from other receivers for some seconds',
    examples: [
      ['order trace K-4172', 'everything about an order on the board'],
      [`order trace ${ID} --since 2h`, 'by its id, with the log lines of the last two hours'],
    ],
  });
};

const addPlace = (order: Command, context: Context): void => {
  const place = order
    .command('place')
    .description('places an order: the sample order of the product, or an order from a file')
    .option('--name <NAME>', 'the name of the customer')
    .option('--email <ADDRESS>', 'the address of the customer (default: one of the SES mailbox simulator)')
    .option('--tab <NAME>', 'the tab, whose orders are made one after the other')
    .option('--pickup-at <TIME>', 'the pick-up time, such as 2026-11-21T09:30:00Z')
    .option('--file <PATH>', 'a file with the order as JSON, or - for stdin')
    .option('--key <UUID>', 'the idempotency key: the same key never makes two orders (default: a new one)')
    .action((options: PlaceOptions) => placeOrder(context, options));
  addNotes(place, {
    changes: 'the shop, which gets a new order. A barista makes it',
    examples: [
      ['order place --name Grace --tab table-7', 'the sample order, on a tab'],
      ['order place --file order.json --stage dev', 'an order from a file, on a stage'],
    ],
  });
};

const addShow = (order: Command, context: Context): void => {
  const show = order
    .command('show')
    .description('shows an order as its customer sees it')
    .argument('<ID>', ID_ARGUMENT)
    .action(async (id: string) => {
      const path = pathOf(id);
      const answer = await callApi(await context.openTarget(), { method: 'GET', path });
      const found = orderOf(answer);
      context.print({ order: found }, orderText(found));
    });
  addNotes(show, { changes: 'nothing', examples: [[`order show ${ID}`, 'its status, customer, lines and price']] });
};

const addWatch = (order: Command, context: Context): void => {
  const watch = order
    .command('watch')
    .description('prints each step of an order until it is ready, cancelled or stuck (exit code 1 if it is not made)')
    .argument('<ID>', ID_ARGUMENT)
    .action((id: string) => watchOrder(context, pathOf(id)));
  addNotes(watch, {
    changes: 'nothing',
    examples: [
      [`order watch ${ID}`, 'waits until the order is made'],
      [`order watch ${ID} --json`, 'the same, with one JSON document per line'],
    ],
  });
};

type Change = {
  readonly name: string;
  readonly description: string;
  readonly changes: string;
  readonly call: { readonly method: string; readonly suffix: string };
};

/** A call of the customer that changes the order. Repeating it changes nothing more. */
const addChange = (order: Command, context: Context, { name, description, changes, call }: Change): void => {
  const command = order
    .command(name)
    .description(description)
    .argument('<ID>', ID_ARGUMENT)
    .action(async (id: string) => {
      const path = `${pathOf(id)}${call.suffix}`;
      const changed = orderOf(await callApi(await context.openTarget(), { method: call.method, path }));
      context.print({ order: changed }, orderText(changed));
    });
  addNotes(command, { changes, examples: [[`order ${name} ${ID}`, description]] });
};

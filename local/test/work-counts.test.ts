import { once } from 'node:events';
import type { LogLine } from '../functions/function.ts';
import { createWork } from '../functions/work.ts';

/** Faults of the work, and a thread that asks for the fault of an order. */
const start = () => {
  const lines: LogLine[] = [];
  const work = createWork('channel', (line) => lines.push(line));
  const { port, active } = work.link();
  const ask = async (orderId: string): Promise<unknown> => {
    port.postMessage(orderId);
    const [answer] = await once(port, 'message');
    return answer;
  };
  ports.push(port);
  return { work, lines, ask, isActive: () => Atomics.load(new Int32Array(active), 0) === 1 };
};

const ports: { close(): void }[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

const failing = { mode: 'failing' };

it('a fault hits as many orders as it says, each once', async () => {
  const { work, ask, isActive, lines } = start();
  work.begin({ mode: 'failing', orders: 2 });
  expect(isActive()).toBe(true);
  expect(await ask('a')).toEqual({ orderId: 'a', fault: failing });
  expect(await ask('a')).toEqual({ orderId: 'a', fault: undefined });
  expect(work.state()).toEqual({ mode: 'failing', orders: 1 });
  expect(await ask('b')).toEqual({ orderId: 'b', fault: failing });
  expect(await ask('c')).toEqual({ orderId: 'c', fault: undefined });
  expect(work.state()).toBeNull();
  expect(isActive()).toBe(false);
  expect(lines.map(({ message }) => Object(message).ordersLeft)).toEqual([1, 0]);
});

it('a new fault hits an order again that an earlier one has hit', async () => {
  const { work, ask } = start();
  work.begin({ mode: 'failing', orders: 1 });
  await ask('a');
  work.begin({ mode: 'slow', milliseconds: 5, orders: 1 });
  expect(await ask('a')).toEqual({ orderId: 'a', fault: { mode: 'slow', milliseconds: 5 } });
});

it('a fault that is ended hits no order', async () => {
  const { work, ask, isActive } = start();
  work.begin({ mode: 'crash', orders: 9 });
  work.end();
  expect(isActive()).toBe(false);
  expect(await ask('a')).toEqual({ orderId: 'a', fault: undefined });
});

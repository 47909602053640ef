import { readOptions } from '../options.ts';

const defaults = { port: 3000, watch: false, inspectPort: undefined, context: {}, assembly: undefined };

it.each([
  [[], {}],
  [['--port', '0'], { port: 0 }],
  [['--watch'], { watch: true }],
  [['--inspect'], { inspectPort: 9229 }],
  [['--inspect', '--inspect-port', '0'], { inspectPort: 0 }],
  [['--inspect-port', '9230'], {}], // a port alone opens no debugger
  [['-c', 'mail=off', '--context', 'sender=a=b'], { context: { mail: 'off', sender: 'a=b' } }],
])('reads the arguments %j', (args, expected) => {
  expect(readOptions(args)).toEqual({ ...defaults, ...expected });
});

it.each([
  [['--port', '65536'], "--port should be a number from 1 to 65535, or 0 for any free port, got '65536'"],
  [
    ['--inspect', '--inspect-port', 'x'],
    "--inspect-port should be a number from 1 to 65535, or 0 for any free port, got 'x'",
  ],
])('refuses the arguments %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

it('gives no options to somebody who asks for help', () => {
  expect(readOptions(['--port', '0', '-h'])).toBeUndefined();
});

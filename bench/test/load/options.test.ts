import { readOptions } from '../../load/options.ts';

it('reads every option', () => {
  const args = [
    '--rate',
    '2.5',
    '--duration',
    '2m',
    '--port',
    '4000',
    '--tabs',
    '0',
    '--outage',
    '30s',
    '--key',
    '--json',
  ];
  expect(readOptions(args)).toEqual({
    ...{ shop: { port: 4000 }, rate: 2.5, durationSeconds: 120, tabs: 0, outageSeconds: 30, key: true, json: true },
  });
});

it('takes the shop at a URL, with or without a slash at its end', () => {
  expect(readOptions(['--url', 'https://shop.example/prod/']).shop).toEqual({ url: 'https://shop.example/prod' });
});

it.each([
  [['--rate', '0'], "--rate should be a number of orders per second above 0, got '0'"],
  [['--rate', 'many'], "--rate should be a number of orders per second above 0, got 'many'"],
  [['--duration', '1 day'], "--duration should be a time above 0, such as 60, 90s or 5m, got '1 day'"],
  [['--outage', '60'], "--outage should be shorter than the 60 s of --duration, got '60'"],
  [['--tabs', '1.5'], "--tabs should be a whole number from 0, got '1.5'"],
  [['--port', '70000'], "--port should be a whole number from 1 to 65535, got '70000'"],
  [['--url', 'shop.example'], "--url should begin with http:// or https://, got 'shop.example'"],
  [['--url', 'http://shop.example', '--port', '1'], 'got --port 1 and --url http://shop.example'],
  [['--orders', '5'], '--orders'],
])('refuses %j with the expected and the received value', (args, sentence) => {
  expect(() => readOptions(args)).toThrow(sentence);
});

import { queueUrlAt } from '../queue-url.ts';

const url = 'http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/tabs.fifo';

it('is that of the stack without an endpoint', () => {
  expect(queueUrlAt(url, undefined)).toBe(url);
});

it('is at the endpoint of the environment, with the account and the name of the queue', () => {
  expect(queueUrlAt(url, 'http://172.17.0.1:32773')).toBe('http://172.17.0.1:32773/000000000000/tabs.fifo');
});

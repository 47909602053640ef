import { signatureOf } from '../journey/support/sign.ts';

const config = {
  region: async () => 'eu-central-1',
  credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }),
};
const body = '{"format":"ndjson","bytes":1}';

beforeAll(() => {
  jest.useFakeTimers({
    now: Date.parse('2026-11-26T12:00:00Z'),
    doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'],
  });
});
afterAll(() => {
  jest.useRealTimers();
});

// `curl --aws-sigv4 aws:amz:eu-central-1:execute-api` computed these signatures for the same headers.
it.each([
  {
    call: { method: 'POST', url: 'https://shop.example.org/shop/imports', body },
    signature: 'f6021478261f5d01b9f5ea8a4b51a163d5e7efc6fb1b99684451fa835b3769cb',
  },
  {
    call: { method: 'GET', url: 'https://shop.example.org/shop/imports/1?page=2' },
    signature: '853a5b22ca47dcea8b4cf1cc3595ca21c1d23422b53337c74da47103784b7907',
  },
])('signs a call for staff as curl does: $call.method', async ({ call, signature }) => {
  const { authorization, ...headers } = await signatureOf(config, call);
  expect(authorization).toContain(`Signature=${signature}`);
  expect(headers).toMatchObject({ 'x-amz-date': '20261126T120000Z', 'x-amz-security-token': 'token' });
  expect(headers).not.toHaveProperty('host');
});

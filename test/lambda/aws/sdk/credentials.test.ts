import { defaultProvider } from '../../../../lambda/aws/sdk/credentials.ts';

it('reads the credentials of a function once, from its environment', async () => {
  const before = process.env;
  process.env = {
    ...before,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  };
  const credentials = defaultProvider();
  process.env = before;
  expect(await credentials()).toMatchObject({
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  });
  expect(credentials()).toBe(credentials());
});

import { LambdaClient, ResourceInUseException } from '@aws-sdk/client-lambda';
import { setAllEnabled, setEnabled } from '../mappings.ts';

const mapping = (state: string) => ({ queue: 'orders', uuid: '1', state }) as const;

/** A client that answers the states one after the other, and each update with the next error, if there is one. */
const stubLambda = (states: string[], refusals: Error[] = []) => {
  const updates: unknown[] = [];
  const send = async ({ input }: { readonly input: object }) => {
    if (!('Enabled' in input)) return { State: states.shift() };
    const refusal = refusals.shift();
    if (refusal) throw refusal;
    updates.push(input.Enabled);
    return {};
  };
  return { client: Object.assign(new LambdaClient({ region: 'us-east-1' }), { send }), updates };
};

describe('a change of a mapping', () => {
  it('waits until Lambda has done it', async () => {
    const { client, updates } = stubLambda(['Disabling', 'Disabling', 'Disabled']);
    expect(await setEnabled(client, mapping('Enabled'), false)).toBe(true);
    expect(updates).toEqual([false]);
  });

  it('is not made if the mapping is so already', async () => {
    const { client, updates } = stubLambda([]);
    expect(await setEnabled(client, mapping('Enabled'), true)).toBe(false);
    expect(updates).toEqual([]);
  });

  it('waits for the end of an earlier change of somebody else', async () => {
    const { client, updates } = stubLambda(['Enabled', 'Disabling', 'Disabled']);
    expect(await setEnabled(client, mapping('Enabling'), false)).toBe(true);
    expect(updates).toEqual([false]);
  });

  it('is tried again when Lambda is busy with the mapping', async () => {
    const busy = new ResourceInUseException({ message: 'busy', $metadata: {} });
    const { client, updates } = stubLambda(['Enabled', 'Disabled'], [busy]);
    expect(await setEnabled(client, mapping('Enabled'), false)).toBe(true);
    expect(updates).toEqual([false]);
  });

  it('fails if Lambda refuses it for another reason', async () => {
    const { client } = stubLambda([], [new Error('denied')]);
    await expect(setEnabled(client, mapping('Enabled'), false)).rejects.toThrow('denied');
  });
});

describe('a change of several mappings', () => {
  const mappings = [
    { queue: 'orders', uuid: '1', state: 'Enabled' },
    { queue: 'tabs', uuid: '2', state: 'Disabled' },
  ] as const;

  it('tells for each whether it was changed', async () => {
    const { client } = stubLambda(['Disabled']);
    expect(await setAllEnabled(client, mappings, false)).toEqual([
      { queue: 'orders', uuid: '1', state: 'Disabled', changed: true },
      { queue: 'tabs', uuid: '2', state: 'Disabled', changed: false },
    ]);
  });

  it('names those that failed and those that did not', async () => {
    const { client } = stubLambda([], [Object.assign(new Error('denied'), { code: 'EACCES' })]);
    await expect(setAllEnabled(client, mappings, false)).rejects.toMatchObject({
      exitCode: 3,
      message: 'the mapping of orders should become Disabled, got denied\nDisabled is: tabs',
    });
  });
});

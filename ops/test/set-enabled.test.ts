import { LambdaClient, ResourceInUseException } from '@aws-sdk/client-lambda';
import { setEnabled } from '../mappings/set-enabled.ts';

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

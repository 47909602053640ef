import { joinLines } from '../lines.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('joined lines', () => {
  it('are written once for each turn of the event loop, in their order', async () => {
    const write = jest.fn();
    const lines = joinLines(write);
    lines.add('one');
    lines.add('two');
    expect(write).not.toHaveBeenCalled();
    await turn();
    lines.add('three');
    await turn();
    expect(write.mock.calls).toEqual([['one\ntwo\n'], ['three\n']]);
  });

  it('are written at once by a flush, and not again', async () => {
    const write = jest.fn();
    const lines = joinLines(write);
    lines.add('one');
    lines.flush();
    expect(write.mock.calls).toEqual([['one\n']]);
    await turn();
    lines.flush();
    expect(write).toHaveBeenCalledTimes(1);
  });
});

import { catchInterrupts } from '../../load/interrupts.ts';

afterEach(() => {
  jest.restoreAllMocks();
  process.removeAllListeners('SIGINT');
});

it('ends one phase at Ctrl-C, which npm repeats, and the process at another one', () => {
  // GIVEN
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('the process ended');
  });
  const now = jest.spyOn(Date, 'now').mockReturnValue(1000);
  const said: string[] = [];
  const { begin, happened } = catchInterrupts((text) => said.push(text));
  const phase = begin();

  // WHEN
  process.emit('SIGINT');
  process.emit('SIGINT');

  // THEN
  expect([phase.aborted, happened(), said.length]).toEqual([true, true, 1]);
  expect(exit).not.toHaveBeenCalled();
  now.mockReturnValue(2000);
  expect(() => process.emit('SIGINT')).toThrow('the process ended');
  expect(exit).toHaveBeenCalledWith(130);
});

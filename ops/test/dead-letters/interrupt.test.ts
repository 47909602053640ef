import { endInOrder } from '../../dead-letters/interrupt.ts';

afterEach(() => jest.restoreAllMocks());

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s aborts the work, and a second one ends the process at once',
  async (signal) => {
    // GIVEN
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('the process ended');
    });
    const before = process.listenerCount(signal);
    await endInOrder(async (aborted) => {
      // WHEN the terminal sends it, and npm repeats it
      const now = jest.spyOn(Date, 'now').mockReturnValue(1000);
      process.emit(signal);
      process.emit(signal);
      // THEN
      expect(aborted.aborted).toBe(true);
      expect(exit).not.toHaveBeenCalled();
      now.mockReturnValue(2000);
      expect(() => process.emit(signal)).toThrow('the process ended');
      expect(exit).toHaveBeenCalledWith(130);
    });
    expect(process.listenerCount(signal)).toBe(before);
  },
);

it('work that fails leaves no listener', async () => {
  const before = process.listenerCount('SIGINT');
  await expect(endInOrder(() => Promise.reject(new Error('SQS is out')))).rejects.toThrow('SQS is out');
  expect(process.listenerCount('SIGINT')).toBe(before);
});

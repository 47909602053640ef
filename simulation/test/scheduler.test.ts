import { createScheduler } from '../engine/scheduler.ts';

const doNothing = () => undefined;

it('runs events by their time, then in the order in which they were scheduled', async () => {
  const scheduler = createScheduler(0);
  const ran: string[] = [];
  scheduler.after(2, () => ran.push('late'));
  scheduler.after(1, () => ran.push('first'));
  scheduler.after(1, () => ran.push('second'));
  await scheduler.run(doNothing);
  expect(ran).toEqual(['first', 'second', 'late']);
  expect(scheduler.now()).toBe(2);
});

it('runs the code that an event starts to its end before the next event', async () => {
  // GIVEN an event that starts code which awaits many times
  const scheduler = createScheduler(0);
  const ran: string[] = [];
  const work = async () => {
    for (let awaits = 0; awaits < 50; awaits++) await undefined;
    ran.push('work');
  };
  scheduler.after(1, () => void work());
  scheduler.after(1, () => ran.push('next event'));
  // WHEN both events run
  await scheduler.run(doNothing);
  // THEN that code ran to its end in between
  expect(ran).toEqual(['work', 'next event']);
});

it('rejects with the error that an event throws', async () => {
  const scheduler = createScheduler(0);
  scheduler.after(0, () => {
    throw new Error('the event fails');
  });
  await expect(scheduler.run(doNothing)).rejects.toThrow('the event fails');
});

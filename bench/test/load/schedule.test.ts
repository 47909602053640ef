import { createSchedule, runSchedule } from '../../load/schedule.ts';

/** A clock that only sleeping moves, and `late` once by as much as a process that stood still. */
const createClock = () => {
  let time = 0;
  return {
    clock: {
      now: () => time,
      sleep: async (milliseconds: number): Promise<void> => {
        time += milliseconds;
      },
    },
    standStill: (milliseconds: number) => {
      time += milliseconds;
    },
  };
};

const forever = new AbortController().signal;

it('plans the orders of the whole duration at even distances', () => {
  const { count, dueAt } = createSchedule(150, 60);
  expect(count).toBe(9000);
  expect([dueAt(0), dueAt(150), dueAt(8999)]).toEqual([0, 1000, 59_993 + 1 / 3]);
});

it('starts each request when it is due, although no answer ever arrives', async () => {
  const { clock } = createClock();
  const startedAt: number[] = [];
  // GIVEN a shop that answers nothing
  const start = (): void => {
    startedAt.push(clock.now());
    void new Promise(() => {});
  };
  // WHEN the run ends
  await runSchedule(createSchedule(10, 1), clock, start, forever);
  // THEN the requests left at their times
  expect(startedAt).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
});

it('starts overdue requests at once, with the times at which they were due', async () => {
  const { clock, standStill } = createClock();
  const started: { readonly due: number; readonly at: number }[] = [];
  const start = (n: number, due: number): void => {
    started.push({ due, at: clock.now() });
    if (n === 1) standStill(250); // the process stood still after the second request
  };
  await runSchedule(createSchedule(10, 0.6), clock, start, forever);
  expect(started).toEqual([
    { due: 0, at: 0 },
    { due: 100, at: 100 },
    { due: 200, at: 350 },
    { due: 300, at: 350 },
    { due: 400, at: 400 },
    { due: 500, at: 500 },
  ]);
});

it('stops with the signal and returns how many requests it started', async () => {
  const { clock } = createClock();
  const stop = new AbortController();
  const start = (n: number): void => {
    if (n === 3) stop.abort();
  };
  expect(await runSchedule(createSchedule(10, 1), clock, start, stop.signal)).toBe(4);
});

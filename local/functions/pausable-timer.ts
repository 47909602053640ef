/** A timer that can wait: the time of a pause does not count. */
export type PausableTimer = {
  start(milliseconds: number, onEnd: () => void): void;
  stop(): void;
  pause(): void;
  resume(): void;
  isPaused(): boolean;
};

export const createPausableTimer = (): PausableTimer => {
  let running: { readonly onEnd: () => void; left: number; began: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let paused = false;

  const arm = (): void => {
    clearTimeout(timer);
    if (!running || paused) return;
    running.began = performance.now();
    timer = setTimeout(running.onEnd, running.left);
  };

  return {
    start: (milliseconds, onEnd) => {
      running = { onEnd, left: milliseconds, began: 0 };
      arm();
    },
    stop: () => {
      clearTimeout(timer);
      running = undefined;
    },
    pause: () => {
      if (paused) return;
      paused = true;
      clearTimeout(timer);
      if (running) running.left -= performance.now() - running.began;
    },
    resume: () => {
      if (!paused) return;
      paused = false;
      arm();
    },
    isPaused: () => paused,
  };
};

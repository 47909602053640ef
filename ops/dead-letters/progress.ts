export type Progress = { add(count: number): void; end(): void };

/** A progress bar on a terminal; nothing elsewhere. */
export const showProgress = async (total: number, done: string): Promise<Progress> => {
  if (!process.stderr.isTTY || total === 0) return { add: () => undefined, end: () => undefined };
  const { SingleBar, Presets } = await import('cli-progress'); // loaded for a terminal only
  const format = `{bar} {value} of {total} ${done}, {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr, gracefulExit: false }, Presets.shades_classic);
  bar.start(total, 0);
  return {
    add: (count) => {
      bar.increment(count);
    },
    end: () => bar.stop(),
  };
};

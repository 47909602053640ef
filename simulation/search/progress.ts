const WIDTH = 40;
const STEP = 0.1;

/** A bar on a terminal, and a line for each tenth elsewhere; on stderr, so that what a run finds stays by itself. */
export const createProgress = (all: number, stream: NodeJS.WriteStream = process.stderr) => {
  let done = 0;
  let said = 0;

  const bar = (share: number): string => {
    const full = Math.round(share * WIDTH);
    return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
  };

  return {
    advance: (by: number): void => {
      done += by;
      const share = done / all;
      if (stream.isTTY) stream.write(`\r${bar(share)}`);
      else if (share >= said + STEP) {
        said = Math.floor(share / STEP) * STEP;
        stream.write(`${Math.round(said * 100)} % of ${all.toLocaleString('en-US')}\n`);
      }
    },
    end: (): void => {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
};

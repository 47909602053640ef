/** Shows progress on stderr, so that stdout holds the results only: a bar on a terminal, a line for each tenth elsewhere. */
export const createProgress = (all: number, stream: NodeJS.WriteStream = process.stderr) => {
  let done = 0;
  let shownShare = 0;
  return {
    advance: (by: number): void => {
      done += by;
      const share = done / all;
      if (stream.isTTY) stream.write(`\r${barOf(share)}`);
      else if (share >= shownShare + STEP) {
        shownShare = Math.floor(share / STEP) * STEP;
        stream.write(`${Math.round(shownShare * 100)} % of ${all.toLocaleString('en-US')}\n`);
      }
    },
    end: (): void => {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
};

const WIDTH = 40;
const STEP = 0.1;

const barOf = (share: number): string => {
  const full = Math.round(share * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
};

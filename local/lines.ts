export type Lines = {
  add(line: string): void;
  /** Writes the lines that were added since the last write. */
  flush(): void;
};

/** Joins the lines of one turn of the event loop: a write costs more than a line. */
export const joinLines = (write: (lines: string) => void): Lines => {
  let joined = '';
  const flush = (): void => {
    if (joined !== '') write(joined);
    joined = '';
  };
  return {
    add: (line) => {
      if (joined === '') setImmediate(flush);
      joined += `${line}\n`;
    },
    flush,
  };
};

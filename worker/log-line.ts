/** One line in the JSON format of Lambda, so that the metric filters of CloudWatch Logs read both. */
export const logLine = (level: string, message: unknown): string =>
  `${JSON.stringify({ timestamp: new Date().toISOString(), level: level.toUpperCase(), message })}\n`;

/** The least level of the lines that a worker writes. */
export const logLevels = ['DEBUG', 'INFO'] as const;
export type LogLevel = (typeof logLevels)[number];

const LEVELS = ['debug', 'info', 'log', 'warn', 'error'] as const;

/** Makes the console write JSON lines on stdout, as Lambda does for a function. */
export const writeJsonLines = (): void => {
  for (const level of LEVELS)
    console[level] = (message: unknown) =>
      void process.stdout.write(logLine(level === 'log' ? 'info' : level, message));
  process.stdout.on('error', () => undefined); // a reader such as "head" can end before the worker
};

/** Skips the lines of lower levels, as Lambda drops those of a function. */
export const skipLinesBelow = (least: LogLevel): void => {
  if (least === 'INFO') console.debug = () => undefined;
};

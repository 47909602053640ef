/** The settings of the local shop for the system that it runs. */
export type Settings = {
  readonly log: LogSettings;
  /** The path of the URL that the shop prints when it is open. */
  readonly homePath: string;
};

export type LogSettings = {
  /** The fields of a log line that have columns. A line of plain text stands in the last one. */
  readonly columns: readonly [...string[], string];
  /** The fields that the terminal does not show. */
  readonly hidden: readonly string[];
};

export const settings: Settings = {
  log: { columns: ['number', 'event'], hidden: ['order', 'messageId', 'receiveCount'] },
  homePath: '/',
};

import type { RecordHandler } from './record-handler.ts';

/** Counts the records that a handler works at the same time. */
export const countWork = () => {
  let working = 0;
  return {
    count: (): number => working,
    counted:
      (handleRecord: RecordHandler): RecordHandler =>
      async (record, context) => {
        working += 1;
        try {
          return await handleRecord(record, context);
        } finally {
          working -= 1;
        }
      },
  };
};

import * as v from 'valibot';

/** What the browser keeps under one name. */
export type Stored<T> = { read(): T | undefined; write(value: T | undefined): void };

/** Creates a place in the browser's storage. If the browser refuses a value, it lives as long as the page. */
export const createStored = <T>(open: () => Storage, name: string, schema: v.GenericSchema<unknown, T>): Stored<T> => {
  let latest: T | undefined;
  let isRefused = false;
  return {
    read: () => {
      if (isRefused) return latest;
      try {
        const text = open().getItem(name);
        return text === null ? undefined : v.parse(schema, JSON.parse(text));
      } catch {
        return latest;
      }
    },
    write: (value) => {
      latest = value;
      try {
        if (value === undefined) open().removeItem(name);
        else open().setItem(name, JSON.stringify(value));
        isRefused = false;
      } catch {
        isRefused = true; // after a reload, the value is lost
      }
    },
  };
};

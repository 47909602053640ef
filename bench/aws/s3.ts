/** A small S3: objects that are written once. */
export const createS3 = () => {
  const objects = new Map<string, string>();
  return {
    put: (key: string, body: string): void => {
      objects.set(key, body);
    },
    /** Answers a call: the status and the body. */
    call: (operation: string, key: string, body: string): { readonly status: number; readonly text: string } => {
      if (operation === 'PutObject') {
        objects.set(key, body);
        return { status: 200, text: '' };
      }
      const found = objects.get(key);
      return found === undefined ? { status: 404, text: NO_SUCH_KEY } : { status: 200, text: found };
    },
    clear: (): void => objects.clear(),
  };
};

const NO_SUCH_KEY = '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';

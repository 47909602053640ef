/** How long a client waits for AWS: tries in all, at the least 1, and milliseconds for one, from its request to its answer. */
export type Patience = { readonly attempts: number; readonly milliseconds: number };

/** The patience of each function's clients. The SDK's own defaults wait for minutes, which a function does not have. */
export const patience = {
  // An order is answered within 2 s whatever the store does (P5): at most 0.6 s to look a key up, 0.8 s for the queue, 0.6 s for
  // the record.
  cashier: {
    queue: { attempts: 2, milliseconds: 350 },
    store: { attempts: 1, milliseconds: 600 },
    claimCheck: { attempts: 2, milliseconds: 1000 },
  },
  counter: { attempts: 3, milliseconds: 1000 },
  barista: { attempts: 2, milliseconds: 800 },
  receipts: { attempts: 2, milliseconds: 800 },
  // One long try: a mail whose answer is late has most often been sent, and a second try sends it twice.
  mailer: { attempts: 1, milliseconds: 3000 },
} as const satisfies Readonly<Record<string, Patience | Readonly<Record<string, Patience>>>>;

/** A patience as the SDK's clients take it. */
export const clientOptions = ({ attempts, milliseconds }: Patience) => ({
  maxAttempts: attempts,
  requestHandler: { connectionTimeout: milliseconds, requestTimeout: milliseconds, throwOnRequestTimeout: true },
});

import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * The limits of a client's call to AWS: tries in all, at least 1, and milliseconds for one try, from the request to the last
 * byte of the answer.
 */
export type ClientTimeout = { readonly attempts: number; readonly milliseconds: number };

/** The limits of each function's clients. The SDK's own defaults wait for minutes, longer than a function lives. */
export const clientTimeouts = {
  // An order is answered within 2 s while the store is down (P5): 0.6 s to look up a key, 0.8 s for the queue, 0.6 s for
  // the record.
  cashier: {
    queue: { attempts: 2, milliseconds: 350 },
    store: { attempts: 1, milliseconds: 600 },
    claimCheck: { attempts: 2, milliseconds: 1000 },
  },
  // The board makes four calls one after the other if DynamoDB leaves keys unprocessed.
  counter: { attempts: 2, milliseconds: 1000 },
  barista: { attempts: 2, milliseconds: 500 },
  receipts: { attempts: 2, milliseconds: 500 },
  // One long try: SES has usually sent a mail whose answer is late, and a second try would send it twice.
  mailer: { attempts: 1, milliseconds: 3000 },
} as const satisfies Readonly<Record<string, ClientTimeout | Readonly<Record<string, ClientTimeout>>>>;

/** The longest pause before another try, in milliseconds. */
const RETRY_PAUSE = 100;

/** The longest that one call takes, in milliseconds: each try takes its whole time. */
export const longestCall = ({ attempts, milliseconds }: ClientTimeout): number =>
  attempts * milliseconds + (attempts - 1) * RETRY_PAUSE;

/**
 * The longest that an event waits for those of other records, in milliseconds. AWS answers calls of the same moment within
 * milliseconds of each other. A call to SNS costs as much as 75 ms of the function.
 */
export const longestWindow = 10;

/**
 * The longest that a client takes to load when it is first needed, in milliseconds. Measured: 14 ms of CPU time for S3 and 4 ms for
 * SQS. A function has 0.29 of a CPU. The budgets of bytes in the tests keep it so.
 */
export const longestLoad = 100;

/** These limits as options of the SDK's clients. */
export const clientOptions = ({ attempts, milliseconds }: ClientTimeout) => ({
  retryStrategy: new BriefRetryStrategy(attempts),
  requestHandler: new LimitedHttpHandler(milliseconds),
  // The SDK would build the same chain of middleware for every call. Calls share the context of the chain, with the endpoint: each
  // client calls one endpoint.
  cacheMiddleware: true,
});

/** Retries after a brief pause. The SDK itself would wait for as long as a service asks for, or half a second after throttling. */
class BriefRetryStrategy extends ConfiguredRetryStrategy {
  constructor(attempts: number) {
    super(attempts, () => Math.random() * RETRY_PAUSE);
  }

  override refreshRetryTokenForRetry(
    token: Parameters<Refresh>[0],
    { retryAfterHint: _asked, ...failure }: Parameters<Refresh>[1],
  ): ReturnType<Refresh> {
    return super.refreshRetryTokenForRetry(token, failure);
  }
}

type Refresh = ConfiguredRetryStrategy['refreshRetryTokenForRetry'];
type Handle = NodeHttpHandler['handle'];

/**
 * Limits a whole try. The SDK's own `requestTimeout` ends at the headers of an answer, and its `socketTimeout` begins again with
 * every byte: a service that sends half of a body, or one byte a second, would be waited for without end.
 */
class LimitedHttpHandler extends NodeHttpHandler {
  private readonly milliseconds: number;

  constructor(milliseconds: number) {
    super();
    this.milliseconds = milliseconds;
  }

  /**
   * The limit also ends the body, which is read after this call. A limit that is cleared costs nothing when its time comes. The SDK
   * never settles a try whose connection closes without an answer and without an error, so the limit itself rejects it.
   */
  override async handle(request: Parameters<Handle>[0], options?: Parameters<Handle>[1]): ReturnType<Handle> {
    const controller = new AbortController();
    const over = Promise.withResolvers<never>();
    const limit = setTimeout(() => {
      over.reject(this.timeoutError());
      controller.abort();
    }, this.milliseconds);
    try {
      const trying = super.handle(request, { ...options, abortSignal: controller.signal });
      const answer = await Promise.race([trying, over.promise]);
      answer.response.body.once('close', () => clearTimeout(limit));
      return answer;
    } catch (error) {
      clearTimeout(limit);
      throw error;
    }
  }

  /** The SDK retries errors with this name. */
  private timeoutError(): Error {
    const error = new Error(`an answer should arrive within ${this.milliseconds} ms, got none`);
    return Object.assign(error, { name: 'TimeoutError' });
  }
}

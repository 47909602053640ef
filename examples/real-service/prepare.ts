import { PermanentError } from '../../lambda/errors.ts';

/** The part of an order that the work needs. */
type Job = { readonly orderId: string; readonly lines: readonly object[] };

/** Permissions that `prepare` needs: IAM actions, and the ARNs they apply to. */
export type WorkGrant = { readonly actions: readonly string[]; readonly resources: readonly string[] };

const variables = ['SERVICE_URL', 'SERVICE_MILLISECONDS'] as const;
type WorkEnvironment = Readonly<Record<(typeof variables)[number], string>>;

/** `fetch` answers a `data:` URL itself, so the local shop and the tests need no service. */
const urls = {
  dev: 'https://service.dev.example.org/jobs',
  prod: 'https://service.example.org/jobs',
  demo: 'data:application/json,{}',
};

const grants: readonly WorkGrant[] = [];

/** The answers that say: no retry of this order can succeed. */
const REFUSALS: readonly number[] = [400, 413, 422];

/** The work on an order: a service does it. */
export const work = {
  variables,
  environment: (stage: 'dev' | 'prod' | 'demo'): WorkEnvironment => ({
    SERVICE_URL: urls[stage],
    SERVICE_MILLISECONDS: { dev: '1500', prod: '5000', demo: '1500' }[stage],
  }),
  /** The longest time that `prepare` takes with these values, in milliseconds. */
  longestMilliseconds: ({ SERVICE_MILLISECONDS }: WorkEnvironment): number => Number(SERVICE_MILLISECONDS),
  grants,
  create: ({ SERVICE_URL, SERVICE_MILLISECONDS }: WorkEnvironment) => {
    const milliseconds = Number(SERVICE_MILLISECONDS);
    return async ({ orderId, lines }: Job): Promise<void> => {
      const response = await fetch(SERVICE_URL, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': orderId },
        body: JSON.stringify({ lines }),
        signal: AbortSignal.timeout(milliseconds),
      });
      await response.text(); // the signal ends a body that stalls, too
      const { ok, status } = response;
      if (REFUSALS.includes(status))
        throw new PermanentError('refused', `the service should take the order, got ${status}`);
      if (!ok) throw new Error(`the service should answer 2xx, got ${status}`);
    };
  },
};

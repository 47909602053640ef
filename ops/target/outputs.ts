import * as v from 'valibot';
import { Failure } from '../failure.ts';

const outputsSchema = v.objectWithRest(
  {
    CashierUrl: v.string(),
    OrdersQueueUrl: v.string(),
    OrdersDlqUrl: v.string(),
    ReceiptsQueueUrl: v.string(),
    ReceiptsDlqUrl: v.string(),
    OrderTableName: v.string(),
    ClaimCheckBucketName: v.string(),
    /** `containers` if no function works the queues of orders. */
    BaristaCompute: v.exactOptional(v.string()),
  },
  v.string(),
);

/** The outputs of the stacks. Their names are the same on every target. */
export type Outputs = v.InferOutput<typeof outputsSchema>;

/** @throws Failure that names a missing output */
export const decodeOutputs = (outputs: unknown, { of, remedy }: { readonly of: string; readonly remedy: string }) => {
  const parsed = v.safeParse(outputsSchema, outputs);
  if (parsed.success) return parsed.output;
  const missing = parsed.issues.map((issue) => v.getDotPath(issue)).join(', ');
  throw new Failure('unreachable', `${of} should have the outputs ${missing}, got none: ${remedy}`);
};

import type { StackTemplate } from './assembly.ts';
import type { Resolve } from './intrinsics.ts';

/**
 * Reads the outputs of the stacks, without the exports that the CDK makes for other stacks.
 *
 * @param url replaces the URL of an API Gateway stage
 */
export const readOutputs = (
  stacks: readonly StackTemplate[],
  resolve: Resolve,
  url: string,
): Record<string, string> => {
  const outputs: Record<string, string> = {};
  for (const { stackName, outputs: templateOutputs } of stacks)
    for (const { name, value, exportName } of templateOutputs) {
      if (exportName !== undefined) continue;
      const resolved = String(resolve(stackName, value));
      outputs[name] = /^https:\/\/[^/]+\.execute-api\./.test(resolved) ? `${url}/` : resolved;
    }
  return outputs;
};

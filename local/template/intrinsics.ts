import type { StackTemplate } from './assembly.ts';
import { type Identity, type IdentityOf, pseudoParameters } from './return-values.ts';

/** Replaces the intrinsic functions in a value of one stack's template. Throws on one that it does not know. */
export type Resolve = (stackName: string, value: unknown) => unknown;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * CloudFormation's intrinsic functions, as far as our templates use them.
 *
 * @param identityOf the name, ARN and so on that a resource goes by here
 */
export const createResolve = (stacks: readonly StackTemplate[], identityOf: IdentityOf): Resolve => {
  const identities = new Map<string, Identity>();
  for (const { resources } of stacks)
    for (const resource of resources)
      identities.set(`${resource.stackName}/${resource.logicalId}`, identityOf(resource));

  const reference = (stackName: string, name: string): string => {
    const found = pseudoParameters.get(name) ?? identities.get(`${stackName}/${name}`)?.ref;
    if (found === undefined) throw new Error(`${stackName}: Ref should name a resource, got '${name}'`);
    return found;
  };

  const attribute = (stackName: string, logicalId: string, name: string): string => {
    const found = identities.get(`${stackName}/${logicalId}`)?.attributes[name];
    if (found === undefined) throw new Error(`${stackName}: attribute '${name}' of ${logicalId} has no value here`);
    return found;
  };

  const exported = (name: string): unknown => {
    for (const { stackName, outputs } of stacks)
      for (const { exportName, value } of outputs) if (exportName === name) return resolve(stackName, value);
    throw new Error(`Fn::ImportValue should name an export, got '${name}'`);
  };

  const substitute = (stackName: string, text: string): string =>
    text.replaceAll(/\$\{([^}!]+)\}/g, (_whole, name: string) => {
      const [logicalId = '', ...rest] = name.split('.');
      return rest.length > 0 ? attribute(stackName, logicalId, rest.join('.')) : reference(stackName, name);
    });

  const call = (stackName: string, name: string, argument: unknown): unknown => {
    const resolved = resolve(stackName, argument);
    const list = Array.isArray(resolved) ? resolved : [resolved];
    switch (name) {
      case 'Ref':
        return reference(stackName, String(resolved));
      case 'Fn::GetAtt':
        return attribute(stackName, String(list[0]), String(list[1]));
      case 'Fn::ImportValue':
        return exported(String(resolved));
      case 'Fn::Sub':
        return substitute(stackName, String(resolved));
      case 'Fn::Join':
        return Array.isArray(list[1]) ? list[1].join(String(list[0])) : undefined;
      default:
        throw new Error(`${stackName}: the local shop does not know the intrinsic function ${name}`);
    }
  };

  const resolve: Resolve = (stackName, value) => {
    if (Array.isArray(value)) return value.map((item) => resolve(stackName, item));
    if (!isObject(value)) return value;
    const [only, ...others] = Object.entries(value);
    if (only && others.length === 0 && (only[0] === 'Ref' || only[0].startsWith('Fn::')))
      return call(stackName, only[0], only[1]);
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(stackName, inner)]));
  };
  return resolve;
};

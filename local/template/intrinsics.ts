import type { StackTemplate } from './assembly.ts';
import { pseudoParameters, type ReturnValues, type ReturnValuesOf } from './return-values.ts';

/** Replaces the intrinsic functions in a value of one stack's template. Throws on a function that it does not know. */
export type Resolve = (stackName: string, value: unknown) => unknown;

/** Creates the resolver of the intrinsic functions that the templates use. */
export const createResolve = (stacks: readonly StackTemplate[], returnValuesOf: ReturnValuesOf): Resolve => {
  const returnValues = new Map<string, ReturnValues>();
  for (const resource of stacks.flatMap(({ resources }) => resources))
    returnValues.set(`${resource.stackName}/${resource.logicalId}`, returnValuesOf(resource));

  const ref = (stackName: string, name: string): string => {
    const value = pseudoParameters.get(name) ?? returnValues.get(`${stackName}/${name}`)?.ref;
    if (value === undefined) throw new Error(`${stackName}: Ref should name a resource, got '${name}'`);
    return value;
  };

  const getAtt = (stackName: string, logicalId: string, name: string): string => {
    const value = returnValues.get(`${stackName}/${logicalId}`)?.attributes[name];
    if (value === undefined)
      throw new Error(`${stackName}: Fn::GetAtt should name a known attribute, got '${logicalId}.${name}'`);
    return value;
  };

  const importValue = (name: string): unknown => {
    for (const { stackName, outputs } of stacks)
      for (const { exportName, value } of outputs) if (exportName === name) return resolve(stackName, value);
    throw new Error(`Fn::ImportValue should name an export, got '${name}'`);
  };

  const substitute = (stackName: string, text: string): string =>
    text.replaceAll(/\$\{([^}!]+)\}/g, (_match, name: string) => {
      const [logicalId = '', ...attribute] = name.split('.');
      return attribute.length > 0 ? getAtt(stackName, logicalId, attribute.join('.')) : ref(stackName, name);
    });

  const call = (stackName: string, name: string, argument: unknown): unknown => {
    const value = resolve(stackName, argument);
    const list = Array.isArray(value) ? value : [value];
    switch (name) {
      case 'Ref':
        return ref(stackName, String(value));
      case 'Fn::GetAtt':
        return getAtt(stackName, String(list[0]), String(list[1]));
      case 'Fn::ImportValue':
        return importValue(String(value));
      case 'Fn::Sub':
        return substitute(stackName, String(value));
      case 'Fn::Join':
        return Array.isArray(list[1]) ? list[1].join(String(list[0])) : undefined;
      default:
        throw new Error(`${stackName}: the local shop does not know the intrinsic function ${name}`);
    }
  };

  const resolve: Resolve = (stackName, value) => {
    if (Array.isArray(value)) return value.map((item) => resolve(stackName, item));
    if (!isObject(value)) return value;
    const [first, ...others] = Object.entries(value);
    if (first && others.length === 0 && isIntrinsic(first[0])) return call(stackName, first[0], first[1]);
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(stackName, inner)]));
  };
  return resolve;
};

const isIntrinsic = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import * as v from 'valibot';
import type { FunctionResource } from './lambda.ts';
import { type Resource, resourcesOfType } from './resource.ts';

/** An action on a resource that the role of a function permits. Both can hold `*`. */
export type Grant = { readonly function: string; readonly action: string; readonly resource: string };

const list = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);
/**
 * A strict schema: a statement with `Deny` or `NotAction` would need another comparison. The exception is `Condition`, which is
 * ignored: such a grant permits more here than on AWS.
 */
const statementSchema = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.literal('Allow'),
  Action: list,
  Resource: list,
  Condition: v.optional(v.unknown()),
});
const policySchema = v.object({ PolicyDocument: v.object({ Statement: v.array(v.unknown()) }) });
const attachmentSchema = v.object({ Roles: v.optional(v.array(v.string()), []) });
const roleSchema = v.object({
  Policies: v.optional(v.array(policySchema), []),
  ManagedPolicyArns: v.optional(v.array(v.string()), []),
});

/** Reads what the role of each function permits. A managed policy, and a statement of another kind, is a grant that permits nothing. */
export const readGrants = (resources: readonly Resource[], functions: readonly FunctionResource[]): Grant[] =>
  functions.flatMap(({ name, roleArn }) => {
    const role = resourcesOfType(resources, 'AWS::IAM::Role').find(({ attribute }) => attribute('Arn') === roleArn);
    if (!role) throw new Error(`the function ${name} should have a role of the templates, got ${roleArn}`);
    const { Policies, ManagedPolicyArns } = role.parse(roleSchema);
    const attached = resourcesOfType(resources, 'AWS::IAM::Policy')
      .filter(({ parse }) => parse(attachmentSchema).Roles.includes(role.ref))
      .map(({ parse }) => parse(policySchema));
    return [
      ...ManagedPolicyArns.map((resource) => ({ function: name, action: 'a managed policy', resource })),
      ...[...Policies, ...attached].flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.flatMap((statement) => readStatement(name, statement)),
      ),
    ];
  });

const readStatement = (name: string, statement: unknown): Grant[] => {
  const { success, output } = v.safeParse(statementSchema, statement);
  if (!success) return [{ function: name, action: 'another statement', resource: JSON.stringify(statement) }];
  return output.Action.flatMap((action) => output.Resource.map((resource) => ({ function: name, action, resource })));
};

/** Whether a grant permits an action on a resource. */
export const permits = (grant: Omit<Grant, 'function'>, used: Omit<Grant, 'function'>): boolean =>
  matches(grant.action, used.action) && matches(grant.resource, used.resource);

/** `*` in a policy stands for any text. A recorded call on the objects of a bucket holds one too. */
const matches = (pattern: string, text: string): boolean => {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`).test(text);
};

import * as v from 'valibot';
import {
  appliesTo,
  type Checker,
  type Finding,
  suppresses,
  suppressions,
  type Templates,
} from '../../lib/suppressions.ts';

/** The type and the path of each resource, by the name of its template file and its logical id. */
export type Named = ReadonlyMap<string, Pick<Finding, 'type' | 'path'>>;

const templateSchema = v.object({
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Metadata: v.optional(v.object({ 'aws:cdk:path': v.optional(v.string()) })) }),
  ),
});

/** Reads the resources of a template. */
export const namesIn = (file: string, template: unknown): Named =>
  new Map(
    Object.entries(v.parse(templateSchema, template).Resources).map(([logicalId, { Type, Metadata }]) => [
      `${file} ${logicalId}`,
      { type: Type, path: Metadata?.['aws:cdk:path'] ?? logicalId },
    ]),
  );

const fileOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** A finding about something other than a resource, such as a whole template, has no type. No suppression applies to it. */
const find = (checker: Checker, check: string, about: string, place: string, names: Named): Finding => ({
  checker,
  check,
  about,
  ...(names.get(place) ?? { type: '', path: place }),
});

const cfnLintSchema = v.array(
  v.object({
    Filename: v.string(),
    Rule: v.object({ Id: v.string() }),
    Message: v.string(),
    Location: v.object({ Path: v.nullish(v.array(v.union([v.string(), v.number()]))) }),
  }),
);

/** The findings in the report of `cfn-lint --format json`. */
export const readCfnLint = (report: unknown, names: Named): Finding[] =>
  v.parse(cfnLintSchema, report).map(({ Filename, Rule, Message, Location }) => {
    const [section, logicalId] = Location.Path ?? [];
    const place = section === 'Resources' ? `${fileOf(Filename)} ${logicalId}` : `${fileOf(Filename)} ${section ?? ''}`;
    return find('cfn-lint', Rule.Id, Message, place, names);
  });

const checkovSchema = v.object({
  summary: v.object({ parsing_errors: v.literal(0, 'checkov should parse every template') }),
  results: v.object({
    failed_checks: v.array(
      v.object({ check_id: v.string(), check_name: v.string(), file_path: v.string(), resource: v.string() }),
    ),
  }),
});

/** The findings in the report of `checkov -o json`. It names a resource as `AWS::SQS::Queue.LogicalId`. */
export const readCheckov = (report: unknown, names: Named): Finding[] =>
  v.parse(checkovSchema, report).results.failed_checks.map(({ check_id, check_name, file_path, resource }) => {
    const place = `${fileOf(file_path)} ${resource.split('.').at(-1)}`;
    return find('checkov', check_id, check_name, place, names);
  });

/** The name of templates in messages: that of their stage. */
export const nameOf = ({ stage, compute }: Templates): string =>
  compute === 'containers' ? `${stage} in containers` : stage;

/** A line for each finding that no suppression names, and for each suppression without a finding. */
export const faultsOf = (checker: Checker, templates: Templates, findings: readonly Finding[]): string[] => {
  const ours = suppressions.filter((each) => each.checker === checker && appliesTo(each, templates));
  const where = nameOf(templates);
  return [
    ...findings
      .filter((finding) => !ours.some((each) => suppresses(each, finding, templates)))
      .map(({ check, type, path, about }) => `${where}: ${checker} ${check} on ${path} (${type}): ${about}`),
    ...ours
      .filter((each) => !findings.some((finding) => suppresses(each, finding, templates)))
      .map(
        ({ check, type }) => `${where}: ${checker} finds no ${check} on ${type}: remove it from lib/suppressions.ts`,
      ),
  ];
};

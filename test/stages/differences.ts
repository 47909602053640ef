import type { Template } from 'aws-cdk-lib/assertions';
import { stageNames } from '../../lib/stage-names.ts';
import { templatesOf } from '../support/synth.ts';

type Resource = { readonly Type: string; readonly Properties?: object };
type Resources = Readonly<Record<string, Resource>>;

/**
 * What differs between the templates of `dev` and those of another stage: resources that one of them lacks, such as
 * `AWS::KMS::Key not in dev`, and values of the others, such as `AWS::Logs::LogGroup RetentionInDays`. Names that begin with the
 * prefix of the stage, and the tag of the stage, count as equal.
 */
export const differences = (): readonly string[] => {
  const dev = resourcesOf('dev');
  const found = stageNames.flatMap((name) => {
    const other = resourcesOf(name);
    return Object.keys({ ...dev, ...other }).flatMap((id) => differencesOf(dev[id], other[id]));
  });
  return [...new Set(found)].toSorted();
};

const differencesOf = (dev: Resource | undefined, other: Resource | undefined): readonly string[] => {
  if (!dev || !other) return [`${(dev ?? other)?.Type} ${dev ? 'only in dev' : 'not in dev'}`];
  const [before, after] = [valuesOf(dev), valuesOf(other)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.filter((name) => before.get(name) !== after.get(name)).map((name) => `${dev.Type} ${name}`);
};

/** The resources of all stacks of a stage, by the stack and the logical id. */
const resourcesOf = (stage: string): Resources =>
  Object.fromEntries(
    Object.entries(templatesOf(stage)).flatMap(([stack, template]) =>
      Object.entries(withoutNames(template, stage)).map(([logicalId, resource]) => [`${stack}/${logicalId}`, resource]),
    ),
  );

const withoutNames = (template: Template, stage: string): Resources =>
  JSON.parse(
    JSON.stringify(template.toJSON().Resources)
      .replaceAll(`orderboard-${stage}`, 'orderboard')
      .replaceAll(`{"Key":"stage","Value":"${stage}"}`, '"the tag of the stage"')
      // The CDK puts a hash of the API into the id of its deployment.
      .replaceAll(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1'),
  );

/** The values of a resource in JSON, by their path without the indices of lists. An intrinsic function is a value. */
const valuesOf = ({ Type: _type, Properties, ...attributes }: Resource): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  const collect = (path: string, value: unknown): void => {
    if (!isComposite(value)) {
      values.set(path, `${values.get(path) ?? ''}${JSON.stringify(value)}`);
      return;
    }
    for (const [name, inner] of Object.entries(value))
      collect(Array.isArray(value) ? path : [path, name].filter(Boolean).join('.'), inner);
  };
  collect('', { ...attributes, ...Properties });
  return values;
};

const isComposite = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Object.keys(value).some((key) => /^(Ref$|Fn::)/.test(key));

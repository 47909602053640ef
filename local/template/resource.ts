import * as v from 'valibot';

/** A resource of a template whose intrinsic functions are resolved. */
export type Resource = {
  readonly type: string;
  readonly logicalId: string;
  /** The value of `Ref`. */
  readonly ref: string;
  /** The value of `Fn::GetAtt`. */
  attribute(name: string): string;
  /** Resolves and parses the properties that the schema names. Throws when CloudFormation would refuse one. */
  parse<Entries extends v.ObjectEntries>(
    schema: v.ObjectSchema<Entries, undefined>,
  ): v.InferOutput<v.ObjectSchema<Entries, undefined>>;
};

/** CloudFormation takes numbers and booleans as strings too. */
export const numberProperty = v.pipe(v.union([v.string(), v.number()]), v.transform(Number));
export const booleanProperty = v.pipe(v.union([v.string(), v.boolean()]), v.transform(String));

export const resourcesOfType = (resources: readonly Resource[], type: string): Resource[] =>
  resources.filter((resource) => resource.type === type);

/** The attributes of the SQS and SNS APIs are strings. */
export const toStrings = (properties: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)]));

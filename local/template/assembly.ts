import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

/** A resource of a template. Its properties can hold intrinsic functions. */
export type UnresolvedResource = {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** The construct's path, such as `Service/Barista/Function/Resource`. */
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

export type Output = { readonly name: string; readonly value: unknown; readonly exportName: unknown };

export type StackTemplate = {
  readonly stackName: string;
  readonly resources: readonly UnresolvedResource[];
  readonly outputs: readonly Output[];
  /** The folder or file of each asset, by the key under which a deployment uploads it. */
  readonly assets: ReadonlyMap<string, string>;
};

const record = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.record(v.string(), schema), {});

const manifestSchema = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      properties: v.optional(v.object({ templateFile: v.optional(v.string()), stackName: v.optional(v.string()) })),
    }),
  ),
});

const templateSchema = v.object({
  Resources: record(
    v.object({
      Type: v.string(),
      Properties: record(v.unknown()),
      Metadata: v.optional(v.looseObject({ 'aws:cdk:path': v.optional(v.string()) })),
    }),
  ),
  Outputs: record(v.object({ Value: v.unknown(), Export: v.optional(v.object({ Name: v.unknown() })) })),
});

const assetsSchema = v.object({
  files: v.record(
    v.string(),
    v.object({
      source: v.object({ path: v.string() }),
      destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
    }),
  ),
});

const readJson = async <Schema extends v.GenericSchema>(schema: Schema, path: string): Promise<v.InferOutput<Schema>> =>
  v.parse(schema, JSON.parse(await readFile(path, 'utf8')));

const readStack = async (
  outdir: string,
  id: string,
  stackName: string,
  templateFile: string,
): Promise<StackTemplate> => {
  const template = await readJson(templateSchema, join(outdir, templateFile));
  const { files } = await readJson(assetsSchema, join(outdir, `${id}.assets.json`));
  return {
    stackName,
    resources: Object.entries(template.Resources).map(([logicalId, resource]) => ({
      stackName,
      logicalId,
      type: resource.Type,
      path: resource.Metadata?.['aws:cdk:path'] ?? logicalId,
      properties: resource.Properties,
    })),
    outputs: Object.entries(template.Outputs).map(([name, output]) => ({
      name,
      value: output.Value,
      exportName: output.Export?.Name,
    })),
    assets: new Map(
      Object.values(files).flatMap(({ source, destinations }) =>
        Object.values(destinations).map(({ objectKey }) => [objectKey, join(outdir, source.path)] as const),
      ),
    ),
  };
};

/** Reads the stacks of a cloud assembly, those that others depend on first. */
export const readAssembly = async (outdir: string): Promise<StackTemplate[]> => {
  const { artifacts } = await readJson(manifestSchema, join(outdir, 'manifest.json'));
  return Promise.all(
    Object.entries(artifacts).flatMap(([id, { type, properties }]) =>
      type === 'aws:cloudformation:stack' && properties?.templateFile
        ? [readStack(outdir, id, properties.stackName ?? id, properties.templateFile)]
        : [],
    ),
  );
};

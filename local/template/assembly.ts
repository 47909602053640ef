import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

/** A resource of a template. Its properties can hold intrinsic functions. */
export type UnresolvedResource = {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** The path of the construct, such as `Service/Barista/Function/Resource`. */
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

export type Output = { readonly name: string; readonly value: unknown; readonly exportName: unknown };

export type StackTemplate = {
  readonly stackName: string;
  readonly resources: readonly UnresolvedResource[];
  readonly outputs: readonly Output[];
  /** The folder or file of each asset, by its S3 key. */
  readonly assets: ReadonlyMap<string, string>;
  /** What the app attached to constructs with `node.addMetadata`. */
  readonly metadata: readonly { readonly type: string; readonly data?: unknown }[];
};

const record = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.record(v.string(), schema), {});

const manifestSchema = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      properties: v.optional(v.object({ templateFile: v.optional(v.string()), stackName: v.optional(v.string()) })),
      additionalMetadataFile: v.optional(v.string()),
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
type Template = v.InferOutput<typeof templateSchema>;

const assetsSchema = v.object({
  files: v.record(
    v.string(),
    v.object({
      source: v.object({ path: v.string() }),
      destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
    }),
  ),
});

const metadataSchema = v.record(v.string(), v.array(v.object({ type: v.string(), data: v.unknown() })));

/** Reads the stacks of a cloud assembly. */
export const readAssembly = async (outdir: string): Promise<StackTemplate[]> => {
  const { artifacts } = await readJson(manifestSchema, join(outdir, 'manifest.json'));
  return Promise.all(
    Object.entries(artifacts).flatMap(([id, { type, properties, additionalMetadataFile }]) => {
      if (type !== 'aws:cloudformation:stack' || !properties?.templateFile) return [];
      const { templateFile, stackName = id } = properties;
      return readStack(outdir, { id, stackName, templateFile, metadataFile: additionalMetadataFile });
    }),
  );
};

type StackFiles = {
  readonly id: string;
  readonly stackName: string;
  readonly templateFile: string;
  readonly metadataFile: string | undefined;
};

const readStack = async (outdir: string, files: StackFiles): Promise<StackTemplate> => {
  const { id, stackName, templateFile, metadataFile } = files;
  const template = await readJson(templateSchema, join(outdir, templateFile));
  const metadata = metadataFile === undefined ? {} : await readJson(metadataSchema, join(outdir, metadataFile));
  return {
    stackName,
    resources: toResources(stackName, template),
    outputs: toOutputs(template),
    assets: await readAssets(outdir, id),
    metadata: Object.values(metadata).flat(),
  };
};

const toResources = (stackName: string, { Resources }: Template): UnresolvedResource[] =>
  Object.entries(Resources).map(([logicalId, { Type, Properties, Metadata }]) => ({
    stackName,
    logicalId,
    type: Type,
    path: Metadata?.['aws:cdk:path'] ?? logicalId,
    properties: Properties,
  }));

const toOutputs = ({ Outputs }: Template): Output[] =>
  Object.entries(Outputs).map(([name, { Value, Export }]) => ({ name, value: Value, exportName: Export?.Name }));

const readAssets = async (outdir: string, id: string): Promise<Map<string, string>> => {
  const { files } = await readJson(assetsSchema, join(outdir, `${id}.assets.json`));
  const assets = Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }) => [objectKey, join(outdir, source.path)] as const),
  );
  return new Map(assets);
};

const readJson = async <Schema extends v.GenericSchema>(schema: Schema, path: string): Promise<v.InferOutput<Schema>> =>
  v.parse(schema, JSON.parse(await readFile(path, 'utf8')));

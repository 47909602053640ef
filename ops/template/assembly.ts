import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { Failure } from '../failure.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A resource of a template. Its properties can hold intrinsic functions. */
export type Resource = {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

/** `assembly`: a folder that `npm run synth` wrote. Without it, the app of `cdk.json` is synthesized. */
export type AssemblyOptions = { readonly stage: string; readonly assembly?: string };

/** Reads the resources of all stacks of a stage. @throws Failure if there is no assembly of that stage */
export const readResources = async ({ stage, assembly }: AssemblyOptions): Promise<readonly Resource[]> => {
  if (assembly !== undefined) return readAssembly(assembly, stage);
  const folder = await mkdtemp(join(tmpdir(), 'orderboard-assembly-'));
  try {
    await synthesize(folder, stage);
    return await readAssembly(folder, stage);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const cdkJsonSchema = v.object({ app: v.string(), context: v.record(v.string(), v.unknown()) });

/** The address of a sender, which every stage needs. No mail is sent to it. */
const SENDER = 'shop@orderboard.example.com';

/** The bill and the plan are those of a shop with every part, whatever `cdk.json` leaves out. */
const EVERY_PART = { without: '', mail: 'on' };

/** Synthesizes without bundled functions and without checks: neither changes what a stage costs. */
const synthesize = async (outdir: string, stage: string): Promise<void> => {
  const { app, context } = v.parse(cdkJsonSchema, JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')));
  const child = spawn(app, {
    cwd: ROOT,
    shell: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), // the app runs on this Node.js
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({
        ...context,
        ...EVERY_PART,
        stage,
        sender: SENDER,
        'aws:cdk:bundling-stacks': [],
      }),
    },
  });
  const [output, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (code !== 0)
    throw new Failure('unreachable', `"${app}" should synthesize the stacks, got exit code ${code}:\n${output}`);
};

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
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
});

const readAssembly = async (folder: string, stage: string): Promise<readonly Resource[]> => {
  const { artifacts } = await readJson(manifestSchema, join(folder, 'manifest.json'));
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const names = stacks.map(([id, { properties }]) => properties?.stackName ?? id);
  if (!names.includes(`orderboard-${stage}-state`))
    throw new Failure(
      'usage',
      `--assembly should have the stacks of the stage ${stage}, got ${names.join(', ')}: name the other stage with ` +
        `--stage, or synthesize with "npm run synth -- -c stage=${stage}"`,
    );
  const files = stacks.map(([id, { properties }]) => join(folder, properties?.templateFile ?? `${id}.template.json`));
  const templates = await Promise.all(files.map((file) => readJson(templateSchema, file)));
  return templates.flatMap(({ Resources }) =>
    Object.entries(Resources).map(([logicalId, { Type: type, Properties: properties }]) => ({
      ...{ logicalId, type, properties },
    })),
  );
};

const readJson = async <Schema extends v.GenericSchema>(
  schema: Schema,
  path: string,
): Promise<v.InferOutput<Schema>> => {
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    const got = error instanceof Error && 'code' in error ? error.code : error;
    throw new Failure('usage', `${path} should be a file of a cloud assembly, got ${got}: run "npm run synth"`);
  });
  return v.parse(schema, JSON.parse(content));
};

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly, type StackTemplate } from '../../template/assembly.ts';
import { createResolve } from '../../template/intrinsics.ts';
import type { Resource } from '../../template/resource.ts';
import { readResources, resolveResource, type TemplateResources } from '../../template/resources.ts';
import { createReturnValues, type ReturnValuesOf } from '../../template/return-values.ts';
import { synthesize } from '../../template/synthesis.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The templates of a stage, with the ARNs that the local shop uses. */
export type Stage = TemplateResources & {
  readonly all: readonly Resource[];
  /** The name of an ARN, the same in every stage: the path of the construct, and what follows it in the ARN. */
  nameOf(arn: string): string;
};

/** What `cdk.json` leaves out is not left out here: the page and the test are about the whole template. */
const EVERY_PART = { without: '', mail: 'on' };

/** Synthesizes a stage with every part, and reads its templates. */
export const readStage = async (stage: string): Promise<Stage> => {
  const outdir = mkdtempSync(join(tmpdir(), 'orderboard-privileges-'));
  try {
    await synthesize({ root: ROOT, outdir, context: { stage, ...EVERY_PART }, signal: new AbortController().signal });
    return toStage(stage, await readAssembly(outdir));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const toStage = (stage: string, stacks: readonly StackTemplate[]): Stage => {
  const returnValuesOf = createReturnValues({ sqs: 'http://sqs' });
  const resolve = createResolve(stacks, returnValuesOf);
  const all = stacks
    .flatMap(({ resources }) => resources)
    .map((resource) => resolveResource(resource, resolve, returnValuesOf));
  return {
    ...readResources(stacks, resolve, returnValuesOf),
    all,
    nameOf: createNameOf(stage, stacks, returnValuesOf),
  };
};

/** A name that the templates give, such as `orderboard-dev`, has `{stage}` in place of the stage. */
const createNameOf = (
  stage: string,
  stacks: readonly StackTemplate[],
  returnValuesOf: ReturnValuesOf,
): Stage['nameOf'] => {
  const names = stacks
    .flatMap(({ resources }) => resources)
    .map((resource) => {
      const { ref, attributes } = returnValuesOf(resource);
      return { arn: attributes.Arn ?? ref, name: resource.path.replaceAll(/\/(Default|Resource)(?=\/|$)/g, '') };
    });
  return (arn) => {
    const found = names.find(({ arn: start }) => arn === start || arn.startsWith(`${start}/`));
    if (found) return found.name + arn.slice(found.arn.length);
    return arn.replace(/^arn:aws:(\w+):[^:]*:[^:]*:/, '$1 ').replaceAll(`-${stage}`, '-{stage}');
  };
};

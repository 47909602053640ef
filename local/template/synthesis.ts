import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import * as v from 'valibot';

const cdkJsonSchema = v.object({ app: v.string(), context: v.record(v.string(), v.unknown()) });

/**
 * Runs the CDK app of `cdk.json` as the CDK's own command line does, into `outdir`. Its check of templates against
 * CloudFormation's schema is left to `cdk synth`: it takes two thirds of the time.
 *
 * @throws Error with what the app said, when it fails
 */
export const synthesize = async (root: string, outdir: string, signal: AbortSignal): Promise<void> => {
  const { app, context } = v.parse(cdkJsonSchema, JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')));
  const child = spawn(app, {
    cwd: root,
    shell: true,
    signal,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), // the app's "node" is this one
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:enable-path-metadata': true }),
    },
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`"${app}" should synthesize the stacks, and ended with ${code}:\n${said.join('')}`)),
    );
  });
};

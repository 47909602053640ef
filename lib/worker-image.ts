import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IgnoreMode } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';

const ROOT = join(import.meta.dirname, '..');
const FILE = 'worker/Dockerfile';

/**
 * The image of the worker, which a deployment builds with Docker.
 *
 * @throws Error when the folder `worker` is deleted
 */
export const workerImage = (): ContainerImage => {
  if (!existsSync(join(ROOT, FILE)))
    throw new Error(`-c compute=containers needs ${FILE}, got no such file: leave it out, or take the folder back`);
  const ignored = readFileSync(join(ROOT, `${FILE}.dockerignore`), 'utf8').split(/\r?\n/);
  return ContainerImage.fromAsset(ROOT, {
    file: FILE,
    platform: Platform.LINUX_ARM64,
    exclude: ignored.filter((line) => line !== '' && !line.startsWith('#')),
    ignoreMode: IgnoreMode.DOCKER,
  });
};

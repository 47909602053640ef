/** The stages that can be deployed. `stages.ts` has the numbers of each. This file imports nothing, so that every tool can read it. */
export const stageNames = ['dev', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

import { type Grant, permits } from '../../template/grants.ts';
import type { Stage } from './stage.ts';
import { readUnseen, type Unseen, wider } from './unseen.ts';

/** A privilege whose resource has a name that is the same in every stage. */
export type Privilege = Grant;

export type Comparison = {
  /** Grants that nothing uses. */
  readonly unused: readonly Privilege[];
  /** Uses that the role of the function does not permit. */
  readonly missing: readonly Privilege[];
  /** Grants with a wildcard where a name is possible. */
  readonly wide: readonly Privilege[];
};

/** The grants of a stage, by name. */
export const grantsOf = ({ grants, nameOf }: Stage): Privilege[] => grants.map(byName(nameOf));

/** What no engine asks for, by name. */
export const unseenOf = (stage: Stage): Unseen[] => readUnseen(stage).map(byName(stage.nameOf));

/** Holds the calls of the functions, and what no engine asks for, against the roles of a stage. */
export const compare = (stage: Stage, calls: readonly Privilege[]): Comparison => {
  const grants = grantsOf(stage);
  const uses: readonly Privilege[] = [...calls, ...unseenOf(stage)];
  const isWider = (grant: Privilege): boolean => wider.some((rule) => permits(rule, grant));
  return {
    unused: grants.filter((grant) => !isWider(grant) && !uses.some((use) => covers(grant, use))),
    missing: uses.filter((use) => !grants.some((grant) => covers(grant, use))),
    wide: grants.filter((grant) => hasWildcard(grant) && !isWider(grant) && !uses.some((use) => isSame(grant, use))),
  };
};

const byName =
  (nameOf: Stage['nameOf']) =>
  <T extends Grant>(grant: T): T => ({ ...grant, resource: nameOf(grant.resource) });

const covers = (grant: Privilege, use: Privilege): boolean => grant.function === use.function && permits(grant, use);
const hasWildcard = ({ action, resource }: Privilege): boolean => `${action} ${resource}`.includes('*');
const isSame = (one: Privilege, other: Privilege): boolean =>
  one.function === other.function && one.action === other.action && one.resource === other.resource;

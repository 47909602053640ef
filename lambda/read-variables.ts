/** The values of environment variables. Those with an optional name can be missing. */
export type Variables<Name extends string, Optional extends string = never> = Readonly<
  Record<Exclude<Name, Optional>, string> & Partial<Record<Extract<Name, Optional>, string>>
>;

/**
 * Reads environment variables, once, at start-up.
 *
 * @throws Error that names the variables which are missing or empty. It holds no values: the environment has credentials
 */
export const readVariables = <const Name extends string, const Optional extends string = never>(
  names: readonly Name[],
  { optional = [], source = process.env }: { optional?: readonly Optional[]; source?: NodeJS.ProcessEnv } = {},
): Variables<Name, Optional> => {
  if (hasAll(names, optional, source)) return source;
  const missing = missingOf(names, optional, source);
  throw new Error(`environment variables are missing: ${missing.join(', ')}`);
};

const hasAll = <Name extends string, Optional extends string>(
  names: readonly Name[],
  optional: readonly Optional[],
  source: NodeJS.ProcessEnv,
): source is NodeJS.ProcessEnv & Variables<Name, Optional> => missingOf(names, optional, source).length === 0;

const missingOf = (names: readonly string[], optional: readonly string[], source: NodeJS.ProcessEnv): string[] =>
  names.filter((name) => !optional.includes(name) && !source[name]);

import type { Api, Faults, Health } from './api.ts';

/** A part of the panel. `update` shows the state of the shop. */
export type Part = { readonly element: HTMLElement; update(health: Health): void };

export type PartOptions = {
  readonly api: Api;
  readonly faults: Faults;
  /** Does something, and tells the user its result or its error. */
  act(action: () => Promise<string>): void;
};

export type CreatePart = (options: PartOptions) => Part;

/** An answer of the API under `/_local/`. */
export type Answer = { readonly status: number; readonly body: unknown };

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const refuse = (status: number, detail: string): Answer => ({
  status,
  body: { title: 'Refused', status, detail },
});

/** The formats of an import. */
export const formats = ['ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];

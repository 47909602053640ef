/** The environment variables of the importer. */
export const importerVariables = [
  'IMPORTS_QUEUE_URL',
  'IMPORTS_DLQ_URL',
  'IMPORTS_BUCKET_NAME',
  'ORDERS_QUEUE_URL',
  'TABS_QUEUE_URL',
  'PICKUPS_QUEUE_URL',
  'CLAIM_CHECK_BUCKET_NAME',
  'CLAIM_CHECK_BYTES',
  'RECORD_MILLISECONDS',
] as const;

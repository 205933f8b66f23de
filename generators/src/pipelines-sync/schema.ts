// Made from schema.json by tools/schema-types.mjs.

/** Keeps the pipelines in step with apiops.yaml, for nx sync. */
export type PipelinesSyncSchema = Readonly<Record<string, never>>;

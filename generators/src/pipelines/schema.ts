// Made from schema.json by tools/schema-types.mjs.

/** Writes the pipelines anew from apiops.yaml. */
export type PipelinesSchema = Readonly<Record<string, never>>;

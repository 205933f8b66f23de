// Made from schema.json by tools/schema-types.mjs.

/** Keeps CODEOWNERS in step with the owners of the APIs, for nx sync. */
export type CodeOwnersSyncSchema = Readonly<Record<string, never>>;

/** A JSON value. Payloads of services are opaque: they are carried as this type, never as a typed model. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; a member may be absent. */
export interface JsonObject {
  readonly [member: string]: Json | undefined;
}

/** True for objects, not for arrays and null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

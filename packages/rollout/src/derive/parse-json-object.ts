import { isJsonObject, type JsonObject } from '@nx-apiops/plan';

/** Undefined for what is no JSON, and for JSON that is no object. Pure. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

import { expect } from 'vitest';

/** Matches a text with this part; `expect.stringContaining` without its untyped result. */
export function textContaining(part: string): unknown {
  return expect.stringContaining(part);
}

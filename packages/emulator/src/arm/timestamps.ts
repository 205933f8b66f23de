/** `2024-05-01T10:00:00.123Z`, as GET answers times. */
export function isoMilliseconds(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The same moment with seven decimals, as the answer to a PUT has it. */
export function isoTicks(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '0000Z');
}

/** Seconds only, without fraction. */
export function isoSeconds(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

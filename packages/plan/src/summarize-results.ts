import type { ActionResult } from './plan.js';

export interface ResultSummary {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How many actions were done, failed and skipped. */
export function summarizeResults(results: readonly ActionResult[]): ResultSummary {
  const counts = { done: 0, failed: 0, skipped: 0 };
  for (const result of results) counts[result.status]++;
  return counts;
}

import { expect, it } from 'vitest';
import type { ActionResult } from './plan.js';
import { summarizeResults } from './summarize-results.js';

it('counts the results of each status', () => {
  const statuses = ['done', 'failed', 'skipped', 'skipped'] as const;
  const results = statuses.map((status): ActionResult => ({
    id: status,
    kind: 'create',
    type: 'api',
    name: status,
    status,
    durationMs: 0,
  }));
  expect(summarizeResults(results)).toEqual({ done: 1, failed: 1, skipped: 2 });
});

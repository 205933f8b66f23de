import { describe, expect, it } from 'vitest';
import { expectedDuration, type RolloutCounts } from './expected-duration.js';

const HOUR_MS = 3_600_000;
const counts = (changes: Partial<RolloutCounts>): RolloutCounts => ({
  hosting: 'github',
  repositories: 0,
  changes: 0,
  pullRequests: 0,
  ...changes,
});

describe('expectedDuration', () => {
  it.each<[string, Partial<RolloutCounts>, number, number]>([
    ['nothing', {}, 0, 0],
    ['1000 repositories that stay as they are', { repositories: 1000 }, 30_000, 60_000],
    ['40 pull requests', { repositories: 40, changes: 40, pullRequests: 40 }, 100_000, 200_000],
    ['200 pull requests', { repositories: 200, changes: 200, pullRequests: 200 }, 400_000, 700_000],
    [
      '500 pull requests: the limit of an hour',
      { repositories: 500, changes: 500, pullRequests: 500 },
      HOUR_MS,
      1.1 * HOUR_MS,
    ],
    ['5000 pull requests', { repositories: 5000, changes: 5000, pullRequests: 5000 }, 11 * HOUR_MS, 11.5 * HOUR_MS],
    ['Azure DevOps', { hosting: 'azure-devops', repositories: 100, changes: 100, pullRequests: 100 }, 60_000, 600_000],
  ])('tells how long it takes for %s', (_, given, least, most) => {
    const ms = expectedDuration(counts(given));
    expect(ms).toBeGreaterThanOrEqual(least);
    expect(ms).toBeLessThanOrEqual(most);
  });

  it('takes no less for more', () => {
    const durations = [0, 10, 100, 1000].map((count) =>
      expectedDuration(counts({ repositories: count, changes: count, pullRequests: count })),
    );
    expect(durations).toEqual([...durations].sort((a, b) => a - b));
  });
});

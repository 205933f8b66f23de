import type { Hosting } from '@nx-apiops/config';
import type { BucketLimits } from '@nx-apiops/plan';
import { GITHUB_BATCH, GITHUB_WRITES, REQUEST_MS } from './unverified.js';

export interface RolloutCounts {
  readonly hosting: Hosting;
  /** All that are read. */
  readonly repositories: number;
  /** Those that get a commit. */
  readonly changes: number;
  /** Those of them that get a pull request which they did not have. */
  readonly pullRequests: number;
}

/** Lists, trees and pull requests are read in groups; contents that differ, at least once. */
const GITHUB_READS_PER_BATCH = 4;
const AZURE_DEVOPS_REQUESTS = { unchanged: 2, changed: 6 } as const;

/** Milliseconds that reading and applying take at the limits of the host, without the waits that it may ask for. Pure. */
export function expectedDuration({ hosting, repositories, changes, pullRequests }: RolloutCounts): number {
  if (hosting === 'azure-devops') {
    const { unchanged, changed } = AZURE_DEVOPS_REQUESTS;
    return (repositories * unchanged + changes * (changed - unchanged)) * REQUEST_MS[hosting];
  }
  const batches = Math.ceil(repositories / GITHUB_BATCH.repositories);
  const readsMs = batches * GITHUB_READS_PER_BATCH * REQUEST_MS.github;
  const looksMs = changes * REQUEST_MS.github;
  const writes = changes + pullRequests;
  const slowestMs = Math.max(writes * REQUEST_MS.github, drainMs(writes, GITHUB_WRITES.minute), hoursMs(pullRequests));
  return readsMs + Math.max(looksMs + writes * REQUEST_MS.github, slowestMs);
}

/** How long a full bucket takes to give so many tokens. */
function drainMs(count: number, { capacity, refillPerSecond }: BucketLimits): number {
  return (Math.max(0, count - capacity) / refillPerSecond) * 1000;
}

/** Full hours before the last pull requests may be opened, and those at the pace of a minute. */
function hoursMs(pullRequests: number): number {
  const { most, windowMs } = GITHUB_WRITES.hour;
  const full = Math.floor(Math.max(0, pullRequests - 1) / most);
  return full * windowMs + drainMs(2 * (pullRequests - full * most), GITHUB_WRITES.minute);
}

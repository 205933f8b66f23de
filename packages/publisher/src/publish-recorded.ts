import type { ActionResult } from '@nx-apiops/plan';
import { applyPublish, type ApplyOptions } from './apply-publish.js';
import { repositorySlug, withPending, writeRecord, type PublishedCommit } from './baseline-record.js';
import { ownedDigests, readOwned, writeOwned } from './ownership.js';
import { digestTokens } from './token-digests.js';
import type { PreparedPublish, PublishContext } from './prepare-publish.js';

export interface RecordedOptions extends Omit<ApplyOptions, 'client' | 'secrets'> {
  readonly context: Pick<PublishContext, 'client' | 'repository'>;
  /** What is published; undefined outside of git, where nothing can be recorded. */
  readonly published: PublishedCommit | undefined;
}

/** What became of a publish. */
export interface PublishOutcome {
  readonly results: readonly ActionResult[];
  /** Everything was done, but the instance could not be told so; the next run looks at all of it again. */
  readonly recordError?: unknown;
}

/**
 * Applies a plan between two records: that it began, and that all of it succeeded. An interrupted or failed publish
 * therefore leaves the truth behind, and the next one completes it. Writes nothing where nothing changed.
 */
export async function publishRecorded(
  { plan, secrets, desired, records, releases }: PreparedPublish,
  options: RecordedOptions,
): Promise<PublishOutcome> {
  const { context, published, ...applyOptions } = options;
  const { client, repository } = context;
  const slug = repositorySlug(repository);
  const before = readOwned(records, slug);
  const after = ownedDigests(desired.state);
  const claimed = new Set([...before, ...after]);
  const hasBegun = plan.actions.length > 0 || releases.length > 0;
  if (published && hasBegun) {
    await writeOwned(client, slug, { before, after: claimed });
    for (const release of releases) await writeOwned(client, release.slug, release);
    await writeRecord(client, repository, withPending(records.own, published));
  }
  const results = await applyPublish(plan, { ...applyOptions, client, secrets });
  const isDone = results.every(({ status }) => status === 'done');
  if (!published || !isDone || (!hasBegun && isRecorded(records.own, published))) return { results };
  try {
    const tokens = digestTokens(desired.tokens);
    await writeRecord(client, repository, { last: published, pending: [], ...(tokens && { tokens }) });
    await writeOwned(client, slug, { before: hasBegun ? claimed : before, after });
    return { results };
  } catch (recordError) {
    return { results, recordError };
  }
}

/** Where nothing was to do, the commit recorded before stands for the same state. */
function isRecorded(record: PreparedPublish['records']['own'], published: PublishedCommit): boolean {
  return record?.last?.dirty === published.dirty && record.pending.length === 0;
}

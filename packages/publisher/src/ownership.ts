import { createHash } from 'node:crypto';
import {
  describeResource,
  encodeSegment,
  RESOURCES,
  resourceKey,
  type ApimClient,
  type Resource,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';
import { repositorySlug, writeRecordValue, type InstanceRecords } from './baseline-record.js';
import { PublisherError } from './errors.js';

/**
 * Which resources a repository publishes, as a set of short digests of their keys, kept in named values beside the
 * record. Only resources of the first level count: what lives below them is theirs, and associations may be shared.
 */
export type OwnedDigests = ReadonlySet<string>;

const OWNS_PREFIX = 'nx-apiops-owns-';
/** Bytes of a digest: a false overlap of two repositories of a thousand resources each is a one in a million chance. */
const DIGEST_BYTES = 5;
/** Digests in one named value: seven characters and a space each, of at most 4,096. */
const DIGESTS_PER_VALUE = 500;

export function ownedDigests(state: State): OwnedDigests {
  return new Set([...state].filter(([, resource]) => isFirstLevel(resource)).map(([key]) => digestOf(key)));
}

/** True where the digests hold a resource of the first level. */
export function isOwned(digests: OwnedDigests, resource: Resource): boolean {
  return isFirstLevel(resource) && digests.has(digestOf(resourceKey(resource.id)));
}

function isFirstLevel({ id, properties }: Resource): boolean {
  const { parent, builtIn } = RESOURCES[id.kind];
  return parent === undefined && builtIn?.(id.names, properties) !== 'system';
}

function digestOf(key: ResourceKey): string {
  return createHash('sha256')
    .update(key)
    .digest('base64')
    .slice(0, Math.ceil((DIGEST_BYTES * 8) / 6));
}

/** What a repository recorded as its own. */
export function readOwned({ values }: InstanceRecords, repository: string): OwnedDigests {
  const prefix = `${OWNS_PREFIX}${repositorySlug(repository)}-`;
  const texts = [...values].filter(([name]) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
  return new Set(texts.flatMap(([, text]) => text.split(' ').filter((digest) => digest !== '')));
}

/** Writes the digests that changed since `before`, into as many named values as they need. Throws `ARM_*`. */
export async function writeOwned(
  client: ApimClient,
  repository: string,
  { before, after }: { readonly before: OwnedDigests; readonly after: OwnedDigests },
): Promise<void> {
  const [old, wanted] = [before, after].map(toPages);
  for (let page = 0; page < Math.max(old?.length ?? 0, wanted?.length ?? 0); page += 1) {
    const name = `${OWNS_PREFIX}${repositorySlug(repository)}-${page}`;
    const text = wanted?.[page];
    if (text === undefined) await client.delete(`namedValues/${encodeSegment(name)}`);
    else if (text !== old?.[page]) await writeRecordValue(client, name, text);
  }
}

function toPages(digests: OwnedDigests): readonly string[] {
  const sorted = [...digests].sort();
  return Array.from({ length: Math.ceil(sorted.length / DIGESTS_PER_VALUE) }, (_, page) =>
    sorted.slice(page * DIGESTS_PER_VALUE, (page + 1) * DIGESTS_PER_VALUE).join(' '),
  );
}

/**
 * Refuses resources that another repository publishes to the same instance: each would undo what the other does.
 * Throws `OWNERSHIP` naming all of them and both repositories.
 */
export function assertNotOwnedByOthers(
  desired: State,
  records: InstanceRecords,
  { repository, takeOver }: { readonly repository: string; readonly takeOver: readonly string[] },
): void {
  const given = new Set(takeOver.flatMap((name) => [name, repositorySlug(name)]));
  const overlaps = records.others
    .filter((other) => !given.has(other))
    .flatMap((other) => {
      const theirs = readOwned(records, other);
      const shared = [...desired].filter(([key, resource]) => isFirstLevel(resource) && theirs.has(digestOf(key)));
      return shared.map(([, resource]) => `${describeResource(resource.id)} is published by ${other} too`);
    });
  if (overlaps.length === 0) return;
  throw new PublisherError(
    'OWNERSHIP',
    `${repository} would publish what belongs to another repository:\n${overlaps.map((line) => `  ${line}`).join('\n')}`,
    {
      hint: 'Nothing was sent. Keep each resource in one repository; --take-over <repository> makes it this one.',
    },
  );
}

import { createHash } from 'node:crypto';
import {
  ancestorIds,
  describeResource,
  encodeSegment,
  RESOURCES,
  resourceKey,
  targetId,
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

/**
 * True for what has become another repository's: it, or what it lives below, is theirs. A link to something of ours
 * from something of theirs is ours.
 */
export function hasChangedHands({ id }: Resource, { ours, theirs }: Readonly<Record<Party, OwnedDigests>>): boolean {
  if (theirs.size === 0) return false;
  const target = targetId(id);
  if (target !== undefined && ours.has(digestOf(resourceKey(target)))) return false;
  return [id, ...ancestorIds(id)].some((one) => theirs.has(digestOf(resourceKey(one))));
}

type Party = 'ours' | 'theirs';

/** What the repository with this slug recorded as its own. */
export function readOwned({ values }: InstanceRecords, slug: string): OwnedDigests {
  const prefix = `${OWNS_PREFIX}${slug}-`;
  const texts = [...values].filter(([name]) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
  return new Set(texts.flatMap(([, text]) => text.split(' ').filter((digest) => digest !== '')));
}

/** What all other repositories recorded as theirs. */
export function readOwnedByOthers(records: InstanceRecords): OwnedDigests {
  return new Set(records.others.flatMap((slug) => [...readOwned(records, slug)]));
}

/** Writes the digests that changed since `before`, into as many named values as they need. Throws `ARM_*`. */
export async function writeOwned(
  client: ApimClient,
  slug: string,
  { before, after }: { readonly before: OwnedDigests; readonly after: OwnedDigests },
): Promise<void> {
  const [old, wanted] = [before, after].map(toPages);
  for (let page = 0; page < Math.max(old?.length ?? 0, wanted?.length ?? 0); page += 1) {
    const name = `${OWNS_PREFIX}${slug}-${page}`;
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

/** What changes hands: a repository, by its slug, and what it owned before and owns from now on. */
export interface Release {
  readonly slug: string;
  readonly before: OwnedDigests;
  readonly after: OwnedDigests;
}

/**
 * Refuses resources that another repository publishes to the same instance: each would undo what the other does.
 * Returns what the repositories named by `takeOver` lose to this one. Throws `OWNERSHIP` naming all overlaps and both
 * repositories.
 */
export function planReleases(
  desired: State,
  records: InstanceRecords,
  { repository, takeOver }: { readonly repository: string; readonly takeOver: readonly string[] },
): readonly Release[] {
  const given = new Set(takeOver.flatMap((name) => [name, repositorySlug(name)]));
  const wanted = ownedDigests(desired);
  const contested = records.others
    .map((slug) => ({ slug, before: readOwned(records, slug) }))
    .filter(({ before }) => [...before].some((digest) => wanted.has(digest)));
  const overlaps = contested
    .filter(({ slug }) => !given.has(slug))
    .flatMap(({ slug, before }) => {
      const shared = [...desired].filter(([, resource]) => isOwned(before, resource));
      return shared.map(([, { id }]) => `${describeResource(id)} is published by ${slug} too`);
    });
  if (overlaps.length > 0) {
    throw new PublisherError(
      'OWNERSHIP',
      `${repository} would publish what belongs to another repository:\n${overlaps.map((line) => `  ${line}`).join('\n')}`,
      {
        hint: 'Nothing was sent. Keep each resource in one repository; --take-over <repository> makes it this one. Is it this repository under its former name? Set repository: in apiops.yaml to that.',
      },
    );
  }
  return contested.map(({ slug, before }) => ({
    slug,
    before,
    after: new Set([...before].filter((digest) => !wanted.has(digest))),
  }));
}

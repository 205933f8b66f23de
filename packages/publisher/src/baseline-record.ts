import { createHash } from 'node:crypto';
import { encodeSegment, type ApimClient } from '@nx-apiops/apim';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { PublisherError } from './errors.js';

/** A state of the repository that was published. */
export interface PublishedCommit {
  readonly commit: string;
  /** Files differed from the commit when it was published, so the commit does not tell what is there. */
  readonly dirty: boolean;
}

/** What an instance says about what a repository published to it. */
export interface BaselineRecord {
  /** Published completely; absent before the first success. */
  readonly last?: PublishedCommit;
  /** Began since then, and did not succeed: what they differ in from the last one may be there or not. */
  readonly pending: readonly PublishedCommit[];
  /** Of the tokens that went into the last state: without them, a changed value could not be told. */
  readonly tokens?: TokenDigests;
}

/** Salted digests of the values of tokens, by their names. */
export interface TokenDigests {
  readonly salt: string;
  readonly digests: Readonly<Record<string, string>>;
}

/** What this and other repositories recorded in an instance. */
export interface InstanceRecords {
  readonly own: BaselineRecord | undefined;
  /** Names of the other repositories that publish to the instance. */
  readonly others: readonly string[];
  /** Values of all named values that nx-apiops keeps there, by name. */
  readonly values: ReadonlyMap<string, string>;
}

/** Named values that are records have names that begin like this. The extractor and drift leave them out. */
const RECORD_PREFIX = 'nx-apiops-state-';

/** More failed attempts than this are not told apart: everything is compared then. */
const MAX_PENDING = 20;

/** Name of the named value that keeps the record, one per repository. Source: name pattern of named values. */
export function recordName(repository: string): string {
  return `${RECORD_PREFIX}${repositorySlug(repository)}`;
}

/** The repository's name as it can stand in the name of a named value; different names stay different. */
export function repositorySlug(repository: string): string {
  const slug = repository
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .slice(0, 150);
  if (slug === repository) return slug;
  return `${slug}-${createHash('sha256').update(repository).digest('hex').slice(0, 8)}`;
}

/** Reads all records of an instance with one request per hundred. Throws `BASELINE`, `ARM_*`. */
export async function readRecords(client: ApimClient, repository: string): Promise<InstanceRecords> {
  const items = await client.list('namedValues', { $filter: "startswith(displayName,'nx-apiops-')" });
  const values = new Map(items.map((item) => [String(item['name']).toLowerCase(), valueOf(item)]));
  const own = values.get(recordName(repository));
  const others = [...values.keys()]
    .filter((name) => name.startsWith(RECORD_PREFIX) && name !== recordName(repository))
    .map((name) => name.slice(RECORD_PREFIX.length));
  return { own: own === undefined ? undefined : parseRecord(own, repository), others, values };
}

function valueOf({ properties }: JsonObject): string {
  return isJsonObject(properties) ? String(properties['value'] ?? '') : '';
}

function parseRecord(value: string, repository: string): BaselineRecord {
  try {
    const record: unknown = JSON.parse(value);
    if (isJsonObject(record) && Array.isArray(record['pending'])) {
      const last = parseCommit(record['last']);
      const pending = record['pending'].flatMap((one: Json) => parseCommit(one) ?? []);
      const tokens = parseTokens(record['tokens']);
      return { ...(last && { last }), pending, ...(tokens && { tokens }) };
    }
  } catch {
    // Falls through to the error, which says more than the parser.
  }
  throw new PublisherError('BASELINE', `The named value ${recordName(repository)} holds no record of a publish.`, {
    hint: 'Somebody changed it. Delete it in the instance; the next publish compares everything once.',
  });
}

function parseCommit(value: Json | undefined): PublishedCommit | undefined {
  if (!isJsonObject(value) || typeof value['commit'] !== 'string') return undefined;
  return { commit: value['commit'], dirty: value['dirty'] === true };
}

function parseTokens(value: Json | undefined): TokenDigests | undefined {
  if (!isJsonObject(value) || typeof value['salt'] !== 'string' || !isJsonObject(value['digests'])) return undefined;
  const digests = Object.entries(value['digests']).map(([name, digest]) => [name, String(digest)] as const);
  return { salt: value['salt'], digests: Object.fromEntries(digests) };
}

/** The record while `published` is on its way. */
export function withPending(record: BaselineRecord | undefined, published: PublishedCommit): BaselineRecord {
  const earlier = (record?.pending ?? []).filter(({ commit }) => commit !== published.commit);
  const dirty = published.dirty || (record?.pending ?? []).some((one) => one.commit === published.commit && one.dirty);
  const pending = [...earlier, { ...published, dirty }];
  const kept = pending.slice(-MAX_PENDING);
  const isCut = kept.length < pending.length;
  return {
    ...(record?.last && { last: { ...record.last, dirty: record.last.dirty || isCut } }),
    pending: kept,
    ...(record?.tokens && { tokens: record.tokens }),
  };
}

/** Records what was published. Throws `ARM_*`. */
export async function writeRecord(client: ApimClient, repository: string, record: BaselineRecord): Promise<void> {
  await writeRecordValue(client, recordName(repository), JSON.stringify({ version: 1, ...record }));
}

/** Writes one of the named values that nx-apiops keeps in an instance. */
export async function writeRecordValue(client: ApimClient, name: string, value: string): Promise<void> {
  const properties = { displayName: name, value, secret: false, tags: ['nx-apiops'] };
  await client.put(`namedValues/${encodeSegment(name)}`, { properties });
}

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
  /** Began, and did not succeed: what differs between it and the last one may be there or not. */
  readonly pending?: PublishedCommit;
}

/** Name of the named value that keeps the record, one per repository. Source: name pattern of named values. */
export function recordName(repository: string): string {
  return `nx-apiops-state-${repository.toLowerCase().replace(/[^a-z0-9.-]+/g, '-')}`.slice(0, 256);
}

/** The record of `repository`, or undefined where it never published to this instance. Throws `BASELINE`, `ARM_*`. */
export async function readBaselineRecord(client: ApimClient, repository: string): Promise<BaselineRecord | undefined> {
  const resource = await client.get(recordPath(repository));
  return resource && parseRecord(resource, repository);
}

function recordPath(repository: string): string {
  return `namedValues/${encodeSegment(recordName(repository))}`;
}

function parseRecord(resource: JsonObject, repository: string): BaselineRecord {
  const properties = isJsonObject(resource['properties']) ? resource['properties'] : {};
  try {
    const record: unknown = JSON.parse(String(properties['value']));
    const [last, pending] = isJsonObject(record) ? [record['last'], record['pending']].map(parseCommit) : [];
    if (last || pending) return { ...(last && { last }), ...(pending && { pending }) };
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

/** Records what was published. Throws `ARM_*`. */
export async function writeBaselineRecord(
  client: ApimClient,
  repository: string,
  record: BaselineRecord,
): Promise<void> {
  const name = recordName(repository);
  const value = JSON.stringify({ version: 1, ...record });
  await client.put(recordPath(repository), {
    properties: { displayName: name, value, secret: false, tags: ['nx-apiops'] },
  });
}

/** True where other repositories publish to the same instance. */
export async function hasOtherRepositories(client: ApimClient, repository: string): Promise<boolean> {
  const records = await client.list('namedValues', { $filter: "startswith(displayName,'nx-apiops-state-')" });
  return records.some(({ name }) => {
    const text = String(name).toLowerCase();
    return text.startsWith('nx-apiops-state-') && text !== recordName(repository);
  });
}

import { encodeSegment, type ApimClient } from '@nx-apiops/apim';
import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { PublisherError } from './errors.js';

/** What an instance says about the last publish of a repository to it. */
export interface BaselineRecord {
  readonly commit: string;
  /** Files differed from the commit when it was published, so the commit does not tell what is there. */
  readonly dirty: boolean;
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
    if (isJsonObject(record) && typeof record['commit'] === 'string') {
      return { commit: record['commit'], dirty: record['dirty'] === true };
    }
  } catch {
    // Falls through to the error, which says more than the parser.
  }
  throw new PublisherError('BASELINE', `The named value ${recordName(repository)} holds no record of a publish.`, {
    hint: 'Somebody changed it. Delete it, or run with --full, to compare everything once.',
  });
}

/** Records what was published. Throws `ARM_*`. */
export async function writeBaselineRecord(
  client: ApimClient,
  repository: string,
  record: BaselineRecord,
): Promise<void> {
  const name = recordName(repository);
  const value = JSON.stringify({ version: 1, commit: record.commit, ...(record.dirty && { dirty: true }) });
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

import { readBounded } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import { blobOid } from '../blob-oid.js';
import type { FilesQuestion, RepositoryReading, RolloutRepository } from '../rollout-port.js';
import { askGit, type AzureDevOpsSession } from './azure-devops-session.js';
import { readTree } from './read-tree.js';
import { readZip } from './read-zip.js';

/** Numbers of the service: a version by its commit, and a file without what is below it. */
const COMMIT = 2;
const NONE = 0;

const AT_A_TIME = 4;
const GROUP = 20;

/** One request per repository for all paths, and one for the contents that no repository before it had. */
export async function* readFiles(
  session: AzureDevOpsSession,
  repositories: readonly RolloutRepository[],
  { wanted }: FilesQuestion,
): AsyncIterable<readonly RepositoryReading[]> {
  const full = repositories.filter(({ flags }) => !flags.includes('empty') && !flags.includes('disabled'));
  for (let start = 0; start < full.length; start += GROUP) {
    const waiting = full.slice(start, start + GROUP);
    const readings: RepositoryReading[] = [];
    while (waiting.length > 0) {
      const now = waiting.splice(0, AT_A_TIME);
      readings.push(...(await Promise.all(now.map((repository) => readOne(session, repository, wanted)))));
    }
    yield readings;
  }
}

async function readOne(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  wanted: FilesQuestion['wanted'],
): Promise<RepositoryReading> {
  try {
    const { headOid, oids } = await readTree(session, repository, { branch: repository.defaultBranch });
    const paths = [...oids.keys()].sort();
    const chosen = wanted(paths).flatMap((path) => {
      const oid = oids.get(path);
      return oid === undefined ? [] : [{ path, oid }];
    });
    await readTexts(session, repository, { files: chosen, headOid });
    const files = chosen.map(({ path, oid }) => [path, { oid, text: session.texts.get(oid) ?? '' }] as const);
    return { repository: { ...repository, headOid }, headOid, paths, files: Object.fromEntries(files) };
  } catch (error) {
    if (error instanceof ScmError && isOfRepository(error)) return { repository, problem: error };
    throw error;
  }
}

function isOfRepository({ code }: ScmError): boolean {
  return code === 'SCM_NOT_FOUND' || code === 'SCM_FORBIDDEN' || code === 'SCM_REJECTED' || code === 'SCM_REQUEST';
}

interface FilesAt {
  readonly files: readonly { readonly path: string; readonly oid: string }[];
  readonly headOid: string;
}

/** What others are already reading is waited for; where that fails, it is read again. */
async function readTexts(session: AzureDevOpsSession, repository: RolloutRepository, { files, headOid }: FilesAt) {
  const { texts, reading } = session;
  const isMissing = ({ oid }: { readonly oid: string }): boolean => texts.get(oid) === undefined;
  await Promise.allSettled(files.filter(isMissing).flatMap(({ oid }) => reading.get(oid) ?? []));
  const missing = new Map(files.filter(isMissing).map(({ oid, path }) => [oid, path]));
  if (missing.size === 0) return;
  const read = readMissing(session, repository, { missing, headOid });
  for (const oid of missing.keys()) reading.set(oid, read);
  try {
    await read;
  } finally {
    for (const oid of missing.keys()) reading.delete(oid);
  }
}

interface MissingTexts {
  /** Paths by the ids of their contents. */
  readonly missing: ReadonlyMap<string, string>;
  readonly headOid: string;
}

async function readMissing(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  { missing, headOid }: MissingTexts,
): Promise<void> {
  const { texts, archives } = session;
  if (missing.size > 1 && !archives.isRefused) await readArchive(session, repository, [...missing.keys()]);
  for (const [oid, path] of missing) {
    if (texts.get(oid) !== undefined) continue;
    const content = await askGit(session, 'read texts', async (git) => {
      const version = { versionType: COMMIT, version: headOid };
      const parameters = [repository.id, path, undefined, undefined, NONE, false, false, false, version] as const;
      return collect(await git.getItemText(...parameters));
    });
    texts.set(oid, content.toString('utf8'));
  }
}

/** Where archives cannot be had, contents are read one by one. What each is, its own hash tells. */
async function readArchive(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  oids: readonly string[],
): Promise<void> {
  const archive = await askGit(session, 'read archives', async (git) =>
    collect(await git.getBlobsZip([...oids], repository.id)),
  ).catch((error: unknown) => {
    if (error instanceof ScmError && !isOfRepository(error)) throw error;
    return undefined;
  });
  const contents = archive && readZip(archive);
  if (!contents) session.archives.isRefused = true;
  for (const content of contents ?? []) session.texts.set(blobOid(content), content.toString('utf8'));
}

/** All bytes of a stream. Throws `SCM_REQUEST` for more than 64 MiB. */
export async function collect(stream: NodeJS.ReadableStream): Promise<Buffer> {
  return readBounded(stream as AsyncIterable<Buffer>, {
    tooLarge: (maxBytes) =>
      new ScmError('SCM_REQUEST', `Azure DevOps sent the contents of files with more than ${maxBytes} bytes.`, {
        hint: 'Leave out of the campaign what has files of that size.',
      }),
  });
}

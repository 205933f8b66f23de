import { APIOPS_FILE } from '@nx-apiops/config';
import type { RepositoryReading, RolloutFlag, RolloutPullRequest, RolloutRepository } from '@nx-apiops/scm';
import { PIPELINES_FOLDER } from '../derive/azure-pipelines.js';
import { WORKFLOWS_FOLDER } from '../derive/github-workflows.js';
import type { RepositoryFiles } from '../derive/repository-files.js';
import { RolloutError } from '../errors.js';

/** Why a repository is left out whatever its files say, the most telling reason first. */
export const REPOSITORY_FLAGS = [
  'archived',
  'disabled',
  'fork',
  'template',
  'empty',
  'no-write',
] as const satisfies readonly RolloutFlag[];

/** What a host tells of a repository in a list. */
export type RepositoryFacts = Omit<RolloutRepository, 'id' | 'headOid'>;

/** What was read of a repository, where something could be. */
export type RepositoryContent = Extract<RepositoryReading, { readonly files: unknown }>;

/** The pull request of the campaign in this repository. */
export type CampaignPullRequest = Pick<RolloutPullRequest, 'number' | 'url' | 'state'>;

/**
 * A repository at one commit of its default branch, as far as a rollout looks at it: paths of the files in the folders
 * that were looked at, and the texts of those that `wantedPaths` names. Plain data.
 */
export interface RepositorySnapshot extends RepositoryFacts, Omit<RepositoryContent, 'repository'> {
  /** The newest, if the campaign had one here. */
  readonly pullRequest?: CampaignPullRequest;
}

/** A file as it was read. A write can be made to depend on its `oid`, by which the host names the content. */
export type SnapshotFile = RepositorySnapshot['files'][string];

/** What was read of a repository, and of the pull request that the campaign had there, as a plan takes it. Pure. */
export function toSnapshot(
  { repository, headOid, paths, files }: RepositoryContent,
  pullRequest?: CampaignPullRequest,
): RepositorySnapshot {
  const { id: _, ...facts } = repository;
  return { ...facts, headOid, paths, files, ...(pullRequest && { pullRequest: toPullRequest(pullRequest) }) };
}

/** What a plan says of a pull request; hosts tell more. */
function toPullRequest({ number, url, state }: CampaignPullRequest): CampaignPullRequest {
  return { number, url, state };
}

const WANTED = [
  /^(?:apiops\.yaml|package\.json|nx\.json)$/,
  /^configuration\.[^/]+\.ya?ml$/,
  /^(?:\.github\/|docs\/)?CODEOWNERS$/,
  /^\.github\/workflows\/.+\.ya?ml$/,
  /^(?:\.azure-pipelines|tools\/pipelines|pipelines)\/.+\.ya?ml$/,
  /^azure-pipelines[^/]*\.ya?ml$/,
  /(?:^|\/)apis\/[^/]+\/catalog-info\.yaml$/,
];

/** The files whose texts a plan needs, out of all paths of a repository. Pure. */
export function wantedPaths(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => WANTED.some((pattern) => pattern.test(path)));
}

/** The text of a file as it is stored; undefined where there is none. Throws `SNAPSHOT_INCOMPLETE`. */
export function readText(snapshot: Pick<RepositorySnapshot, 'fullName' | 'paths' | 'files'>, path: string) {
  const file = Object.hasOwn(snapshot.files, path) ? snapshot.files[path] : undefined;
  if (file) return file.text;
  if (!snapshot.paths.includes(path)) return undefined;
  throw new RolloutError('SNAPSHOT_INCOMPLETE', `${path} of ${snapshot.fullName} was not read.`, {
    hint: 'Read all files that wantedPaths names.',
  });
}

/** A snapshot as that from which pipelines and owners are derived. */
export function snapshotFiles(snapshot: RepositorySnapshot): RepositoryFiles {
  const paths = new Set(snapshot.paths);
  const folders = new Map<string, Set<string>>();
  for (const path of snapshot.paths) {
    const parts = path.split('/');
    for (const [index, name] of parts.entries()) {
      const folder = parts.slice(0, index).join('/');
      const names = folders.get(folder) ?? new Set();
      folders.set(folder, names.add(name));
    }
  }
  return {
    read: (path) => (paths.has(path) ? readText(snapshot, path) : undefined),
    children: (folder) => [...(folders.get(folder) ?? [])],
    isFile: (path) => paths.has(path),
  };
}

/** A snapshot with these files instead; an absent text removes one. For tests, and for what comes after a plan. */
export function withFiles(
  snapshot: RepositorySnapshot,
  changes: Readonly<Record<string, string | undefined>>,
): RepositorySnapshot {
  const files = new Map(Object.entries(snapshot.files));
  const paths = new Set(snapshot.paths);
  for (const [path, text] of Object.entries(changes)) {
    if (text === undefined) {
      files.delete(path);
      paths.delete(path);
    } else {
      files.set(path, { oid: `changed ${path}`, text });
      paths.add(path);
    }
  }
  return { ...snapshot, paths: [...paths].sort(), files: Object.fromEntries(files) };
}

/** Paths of the files that may be derived: those in the folders of the pipelines. */
export function pipelinePaths({ paths }: Pick<RepositorySnapshot, 'paths'>): readonly string[] {
  const folders = [`${WORKFLOWS_FOLDER}/`, `${PIPELINES_FOLDER}/`];
  return paths.filter((path) => /\.ya?ml$/.test(path) && folders.some((folder) => path.startsWith(folder)));
}

/** Whether the repository has an `apiops.yaml`. */
export function isManaged({ paths }: Pick<RepositorySnapshot, 'paths'>): boolean {
  return paths.includes(APIOPS_FILE);
}

import { APIOPS_FILE, type Hosting } from '@nx-apiops/config';
import { PIPELINES_FOLDER } from '../derive/azure-pipelines.js';
import { WORKFLOWS_FOLDER } from '../derive/github-workflows.js';
import type { RepositoryFiles } from '../derive/repository-files.js';
import { RolloutError } from '../errors.js';

/** Why a repository may be left out whatever its files say. */
export const REPOSITORY_FLAGS = ['archived', 'disabled', 'fork', 'template', 'empty', 'no-write', 'opted-out'] as const;
export type RepositoryFlag = (typeof REPOSITORY_FLAGS)[number];

/** What a host tells of a repository in a list. */
export interface RepositoryFacts {
  readonly host: Hosting;
  /** GitHub: `organization/repository`. Azure DevOps: `organization/project/repository`. */
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly flags: readonly RepositoryFlag[];
  readonly topics: readonly string[];
  /** Custom properties by name. */
  readonly properties: Readonly<Record<string, string | readonly string[]>>;
  /** Teams that have a role in it, by their short names. */
  readonly teams: readonly string[];
}

export interface SnapshotFile {
  /** As the host names this content; a write can be made to depend on it. */
  readonly oid: string;
  readonly text: string;
}

/** The pull request of the campaign in this repository. */
export interface CampaignPullRequest {
  readonly number: number;
  readonly url: string;
  /** `closed`: without a merge. */
  readonly state: 'open' | 'closed' | 'merged';
}

/** A repository at one commit, as far as a rollout looks at it. Plain data. */
export interface RepositorySnapshot extends RepositoryFacts {
  /** The commit of the default branch that all of this was read at. */
  readonly headOid: string;
  /** Paths of all files. */
  readonly paths: readonly string[];
  /** Those that `wantedPaths` names. */
  readonly files: Readonly<Record<string, SnapshotFile>>;
  /** The newest, if the campaign had one here. */
  readonly pullRequest?: CampaignPullRequest;
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

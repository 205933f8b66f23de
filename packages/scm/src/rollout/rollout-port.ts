import type { Hosting } from '@nx-apiops/config';
import type { ScmError } from '../errors.js';

/** Why a repository may be left out, as far as the host knows. */
export type RolloutFlag = 'archived' | 'disabled' | 'fork' | 'template' | 'empty' | 'no-write';

/** A repository of the organization or project. Plain data. */
export interface RolloutRepository {
  readonly host: Hosting;
  /** As the host names it in requests. */
  readonly id: string;
  /** GitHub: `organization/repository`. Azure DevOps: `organization/project/repository`. */
  readonly fullName: string;
  /** Empty text where the repository is empty. */
  readonly defaultBranch: string;
  /** The newest commit of the default branch; empty text where only `readFiles` tells it, and in empty repositories. */
  readonly headOid: string;
  readonly flags: readonly RolloutFlag[];
  readonly topics: readonly string[];
  /** Custom properties by name; none unless they are asked for. */
  readonly properties: Readonly<Record<string, string | readonly string[]>>;
  /** Those of the teams that were asked about which have a role in it. */
  readonly teams: readonly string[];
}

/** What is asked about all repositories beside what a list of them tells. */
export interface RepositoryQuestion {
  /** Whether custom properties are needed. Default: not. */
  readonly properties?: boolean;
  /** Short names of teams that matter. */
  readonly teams?: readonly string[];
}

/** What was read of one repository; or why nothing could be. */
export type RepositoryReading =
  | {
      readonly repository: RolloutRepository;
      /** The commit that all of this is of. */
      readonly headOid: string;
      /** Paths of the files in the folders that are looked at, or of all; sorted. */
      readonly paths: readonly string[];
      /** Those of the wanted paths. */
      readonly files: Readonly<Record<string, { readonly oid: string; readonly text: string }>>;
    }
  | { readonly repository: RolloutRepository; readonly problem: ScmError };

export interface FilesQuestion {
  /** Of all paths, those whose texts are needed. Pure. */
  readonly wanted: (paths: readonly string[]) => readonly string[];
  /**
   * Whether the whole tree has to be read, by a request of its own, for a repository with these paths. Without it only
   * the folders of pipelines, owners and artifacts are looked at. Azure DevOps always tells all paths.
   */
  readonly isWhole?: (repository: RolloutRepository, paths: readonly string[]) => boolean;
}

/** The checks of the newest commit in one word; `none` where there are no checks, `unknown` where nobody asked. */
export type ChecksState = 'none' | 'unknown' | 'pending' | 'success' | 'failure';

export interface RolloutPullRequest {
  readonly number: number;
  readonly url: string;
  /** `closed`: without a merge. */
  readonly state: 'open' | 'closed' | 'merged';
  readonly isDraft: boolean;
  readonly title: string;
  readonly body: string;
  /** Whether it is open, and the host knows already that it conflicts with the branch that it is to be merged into. */
  readonly hasConflicts: boolean;
  /** The newest commit of its branch. */
  readonly headOid: string;
  readonly checks: ChecksState;
  /** Whether it merges itself once nothing is against it. */
  readonly isAutoMerging: boolean;
  /** ISO 8601. Azure DevOps tells when it was created or closed only. */
  readonly updatedAt: string;
}

export interface PullRequestQuestion {
  /** Whether checks matter, which Azure DevOps tells of one pull request at a time. Default: not. */
  readonly checks?: boolean;
}

export type PullRequestReading =
  | { readonly repository: RolloutRepository; readonly pullRequest: RolloutPullRequest | undefined }
  | { readonly repository: RolloutRepository; readonly problem: ScmError };

/** A file of the commit: with its whole new text, or removed. */
export type RolloutChange =
  | {
      readonly kind: 'add' | 'update';
      readonly path: string;
      readonly text: string;
      /** Whether the file is to be executable. Default: as it is. GitHub only. */
      readonly isExecutable?: boolean;
    }
  | { readonly kind: 'delete'; readonly path: string };

export interface RolloutCommit {
  readonly branch: string;
  /** The commit of the default branch that the changes were planned against. */
  readonly baseOid: string;
  readonly changes: readonly RolloutChange[];
  /** The first line is the headline. */
  readonly message: string;
  /** Commits that earlier runs put on the branch, any of which may be replaced. */
  readonly replaces?: readonly string[] | undefined;
}

export interface NewPullRequest {
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly isDraft: boolean;
  readonly labels: readonly string[];
}

export interface OpenedPullRequest {
  readonly number: number;
  readonly url: string;
  /** Whether it was there before. */
  readonly isExisting: boolean;
}

export interface PullRequestChange {
  readonly title?: string;
  readonly body?: string;
  /** Makes it a draft, or ready for review. */
  readonly isDraft?: boolean;
}

export interface AutoMergeResult {
  readonly isEnabled: boolean;
  /** For people: why not. Empty where it is. */
  readonly reason: string;
}

export interface RolloutStatistics {
  /** Numbers of requests by kind, such as `read trees`. Repetitions that the client makes by itself are not counted. */
  readonly requests: Readonly<Record<string, number>>;
  readonly total: number;
  /** What the pacing made writes wait, all of them together: those that waited at the same time count each. */
  readonly waitedMs: number;
}

/**
 * Reads and changes files of many repositories, as pull requests, without cloning any. What a repository answers is
 * told of that repository; only what concerns all of them is thrown. No write is repeated before it was looked up
 * whether the first one was carried out.
 *
 * Every function throws `ScmError`.
 */
export interface RolloutPort {
  readonly hosting: Hosting;
  /** The organization, or the organization and its project. */
  readonly target: string;
  /** Throws `SCM_FORBIDDEN` naming the missing permission, as far as the host tells before anything is written. */
  checkRights(): Promise<void>;
  /** All repositories, a page at a time. */
  repositories(question?: RepositoryQuestion): AsyncIterable<readonly RolloutRepository[]>;
  /** In groups, in the order of the repositories, empty ones left out. A content that many share is read once. */
  readFiles(
    repositories: readonly RolloutRepository[],
    question: FilesQuestion,
  ): AsyncIterable<readonly RepositoryReading[]>;
  /** The newest pull request from this branch into the default branch of each repository, whatever its state. */
  findPullRequests(
    repositories: readonly RolloutRepository[],
    branch: string,
    question?: PullRequestQuestion,
  ): AsyncIterable<readonly PullRequestReading[]>;
  /**
   * One commit on top of `baseOid`, on a branch that is made where there is none; answers its oid. Nothing is written
   * where the branch has exactly this content. A branch without any commit that `baseOid` lacks is replaced. Throws
   * `SCM_BRANCH_CHANGED` where it has another that is not among `replaces`.
   */
  commit(repository: RolloutRepository, commit: RolloutCommit): Promise<string>;
  /** Into the default branch. Answers the one that is open from this branch, where there is one. */
  openPullRequest(repository: RolloutRepository, wanted: NewPullRequest): Promise<OpenedPullRequest>;
  /** On GitHub, changing whether it is a draft takes a look before, and nothing is written where all is already so. */
  updatePullRequest(repository: RolloutRepository, number: number, change: PullRequestChange): Promise<void>;
  /** Without a merge. */
  closePullRequest(repository: RolloutRepository, number: number): Promise<void>;
  /**
   * Does nothing where the branch does not exist. Throws `SCM_BRANCH_CHANGED` where its newest commit is neither `oid`
   * nor one that the default branch has.
   */
  deleteBranch(repository: RolloutRepository, branch: string, oid: string): Promise<void>;
  /** Whether the repository allows it is its own affair: a refusal is a result. */
  enableAutoMerge(repository: RolloutRepository, number: number): Promise<AutoMergeResult>;
  statistics(): RolloutStatistics;
}

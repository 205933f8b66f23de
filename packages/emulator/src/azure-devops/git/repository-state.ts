import type { RepositorySeed } from '../azure-devops-seed.js';
import type { Identity } from '../identities.js';
import { guidOf, NO_OBJECT, objectIdOf } from '../stable-id.js';
import type { JsonObject } from '@nx-apiops/plan';

/** Files by path, each path with a leading slash. Never changed: a commit has a tree of its own. */
export type Tree = ReadonlyMap<string, Buffer>;

export interface CommitState {
  readonly id: string;
  readonly comment: string;
  readonly parents: readonly string[];
  readonly tree: Tree;
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
}

export interface RepositoryState {
  readonly id: string;
  name: string;
  /** Full name, such as `refs/heads/main`; undefined while the repository is empty. */
  defaultBranch: string | undefined;
  /** Ids of commits by full name of the branch or tag. */
  readonly refs: Map<string, string>;
  readonly commits: Map<string, CommitState>;
  readonly pullRequests: Map<number, JsonObject>;
  /** What was reported of a pull request, by its number. */
  readonly statuses: Map<number, readonly JsonObject[]>;
  isDisabled: boolean;
  readonly isFork: boolean;
  /** Nobody may write to it. */
  readonly isReadOnly: boolean;
}

interface Surroundings {
  readonly project: { readonly id: string };
  readonly caller: Identity;
  readonly now: () => string;
}

/** The repository with its files in one commit on its default branch; without files it is empty. */
export function createRepository(seed: Required<RepositorySeed>, around: Surroundings): RepositoryState {
  const repository: RepositoryState = {
    id: guidOf('repository', around.project.id, seed.name),
    name: seed.name,
    defaultBranch: undefined,
    refs: new Map(),
    commits: new Map(),
    pullRequests: new Map(),
    statuses: new Map(),
    isDisabled: seed.isDisabled,
    isFork: seed.isFork,
    isReadOnly: seed.noWrite,
  };
  if (Object.keys(seed.files).length === 0) return repository;
  const branch = `refs/heads/${seed.defaultBranch}`;
  const tree = treeOf(seed.files);
  const commit = addCommit(repository, { comment: 'Initial commit', parents: [], tree, author: authorOf(around) });
  repository.refs.set(branch, commit.id);
  repository.defaultBranch = branch;
  return repository;
}

const TREES = new WeakMap<Readonly<Record<string, string>>, Tree>();

/** Repositories of one seed share their tree. */
function treeOf(files: Readonly<Record<string, string>>): Tree {
  const known = TREES.get(files);
  if (known) return known;
  const tree = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)] as const));
  TREES.set(files, tree);
  return tree;
}

export function authorOf({ caller, now }: Pick<Surroundings, 'caller' | 'now'>): CommitState['author'] {
  return { name: caller.providerDisplayName, email: caller.account, date: now() };
}

/** Keeps the commit, under an id that depends on its content and its place in the history. */
export function addCommit(repository: RepositoryState, commit: Omit<CommitState, 'id'>): CommitState {
  const { comment, parents, tree } = commit;
  const id = objectIdOf('commit', repository.id, String(repository.commits.size), comment, ...parents, treeIdOf(tree));
  const added = { ...commit, id };
  repository.commits.set(id, added);
  return added;
}

const TREE_IDS = new WeakMap<Tree, string>();

export function treeIdOf(tree: Tree): string {
  const known = TREE_IDS.get(tree);
  if (known !== undefined) return known;
  const id = objectIdOf('tree', ...[...tree].map(([path, content]) => `${path} ${content.toString('base64')}`).sort());
  TREE_IDS.set(tree, id);
  return id;
}

/** The commit at the tip of a branch. */
export function tipOf(repository: RepositoryState, ref: string): CommitState | undefined {
  return repository.commits.get(repository.refs.get(ref) ?? NO_OBJECT);
}

/** The commit and all before it, nearest first. */
export function historyOf(repository: RepositoryState, id: string): readonly CommitState[] {
  const seen = new Map<string, CommitState>();
  const waiting = [id];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const commit = repository.commits.get(next);
    if (!commit || seen.has(next)) continue;
    seen.set(next, commit);
    waiting.push(...commit.parents);
  }
  return [...seen.values()];
}

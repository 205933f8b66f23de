import type { GitPush } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import type { Answer } from '../../http/exchange.js';
import { objectsAt, textAt } from '../../json-members.js';
import type { ApiCall } from '../api-resource.js';
import { invalidArgument } from '../azure-devops-fault.js';
import { showIdentityRef } from '../identities.js';
import { checkDirectUpdate } from '../policy/branch-protection.js';
import { NO_OBJECT } from '../stable-id.js';
import type { Wire } from '../wire.js';
import { showCommit } from './commits.js';
import { applyChanges } from './file-changes.js';
import { refStale } from './git-faults.js';
import { showRepository, writableRepositoryOf } from './repositories.js';
import { addCommit, authorOf, type CommitState, type RepositoryState, type Tree } from './repository-state.js';

const NO_FILES: Tree = new Map();

/** POST pushes: all commits of the push or none of them. */
export function createPush(call: ApiCall): Answer {
  const { organization } = call;
  const repository = writableRepositoryOf(call, 'GenericContribute');
  const { ref, oldObjectId, asked } = parsePush(call.json());
  const parent = parentOf(repository, ref, oldObjectId);
  checkDirectUpdate(organization, repository, ref);
  const commits = addCommits(repository, { asked, parent, author: authorOf(organization) });
  const newObjectId = commits.at(-1)?.id ?? NO_OBJECT;
  repository.refs.set(ref, newObjectId);
  repository.defaultBranch ??= ref;
  return { status: 201, body: showPush(call, repository, { ref, oldObjectId, newObjectId, commits }) };
}

interface AskedPush {
  readonly ref: string;
  readonly oldObjectId: string;
  readonly asked: readonly JsonObject[];
}

function parsePush(push: JsonObject): AskedPush {
  const [update, ...more] = objectsAt(push, 'refUpdates');
  const asked = objectsAt(push, 'commits');
  if (!update || more.length > 0 || asked.length === 0) {
    throw invalidArgument('A push has one ref update and at least one commit.');
  }
  const ref = textAt(update, 'name') ?? '';
  if (!ref.startsWith('refs/')) throw invalidArgument(`The ref name '${ref}' is not valid.`);
  return { ref, oldObjectId: textAt(update, 'oldObjectId') ?? NO_OBJECT, asked };
}

interface NewCommits {
  readonly asked: readonly JsonObject[];
  readonly parent: CommitState | undefined;
  readonly author: CommitState['author'];
}

function addCommits(repository: RepositoryState, { asked, parent, author }: NewCommits): readonly CommitState[] {
  // All changes are tried before anything is kept.
  const trees: Tree[] = [];
  for (const commit of asked) trees.push(applyChanges(trees.at(-1) ?? parent?.tree ?? NO_FILES, commit));
  const added: CommitState[] = [];
  for (const [index, commit] of asked.entries()) {
    const parents = [added.at(-1) ?? parent].flatMap((before) => before?.id ?? []);
    const tree = trees[index] ?? NO_FILES;
    added.push(addCommit(repository, { comment: textAt(commit, 'comment') ?? '', parents, tree, author }));
  }
  return added;
}

/** The commit that a push builds on: the tip, or any commit for a branch that does not exist yet. */
function parentOf(repository: RepositoryState, ref: string, oldObjectId: string): CommitState | undefined {
  const tip = repository.refs.get(ref);
  if (tip !== undefined && tip !== oldObjectId) throw refStale(ref);
  if (oldObjectId === NO_OBJECT) return undefined;
  const parent = repository.commits.get(oldObjectId);
  if (!parent) throw refStale(ref);
  return parent;
}

interface Pushed {
  readonly ref: string;
  readonly oldObjectId: string;
  readonly newObjectId: string;
  readonly commits: readonly CommitState[];
}

function showPush(call: ApiCall, repository: RepositoryState, pushed: Pushed): JsonObject {
  const { organization, url } = call;
  const pushId = organization.nextId('push');
  const { ref, oldObjectId, newObjectId, commits } = pushed;
  return {
    pushId,
    date: organization.now(),
    pushedBy: showIdentityRef(organization.caller),
    commits: commits.map((commit) => showCommit(call, repository, commit)),
    refUpdates: [{ repositoryId: repository.id, name: ref, oldObjectId, newObjectId }],
    repository: showRepository(call, repository),
    url: `${url}/${organization.project.id}/_apis/git/repositories/${repository.id}/pushes/${pushId}`,
  } satisfies Wire<Pick<GitPush, 'pushId' | 'date' | 'refUpdates' | 'url'>> & Record<string, unknown>;
}

import { ScmError } from '../../errors.js';
import { blobOid } from '../blob-oid.js';
import { branchChanged } from '../branch-changed.js';
import { lookThenWrite } from '../lost-answer.js';
import type { RolloutChange, RolloutCommit, RolloutRepository } from '../rollout-port.js';
import {
  askGit,
  branchKey,
  moveBranch,
  NO_OBJECT,
  refOf,
  tipOf,
  type AzureDevOpsSession,
} from './azure-devops-session.js';
import { isAncestor } from './is-ancestor.js';
import { readTree } from './read-tree.js';

/** Numbers of the service: of kinds of changes, and of plain text. */
export const CHANGE_TYPES = { add: 1, update: 2, delete: 16 } as const;
export const RAW_TEXT = 0;

/** The branch first, at the base; then all changes in one push. Replacing puts the branch back to the base before. */
export async function commitFiles(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  wanted: RolloutCommit,
): Promise<string> {
  const { branch, baseOid, replaces = [] } = wanted;
  return lookThenWrite<string | undefined, string>({
    clock: session.clock,
    look: () => tipOf(session, repository, branch),
    done: async (tip) => {
      if (tip === undefined || tip === baseOid) return undefined;
      if (await hasContent(session, repository, { ...wanted, tip })) return tip;
      if (replaces.includes(tip)) return undefined;
      // Left by a run that ended before its commit.
      if (await isAncestor(session, repository, { oid: tip, of: { commit: baseOid } })) return undefined;
      throw branchChanged(repository.fullName, branch, tip);
    },
    write: async (tip) => {
      if (tip !== baseOid) await moveBranch(session, repository, { branch, from: tip ?? NO_OBJECT, to: baseOid });
      if (tip === undefined) session.madeBranches.add(branchKey(repository, branch));
      return push(session, repository, wanted);
    },
    isOutrun: (error) =>
      error instanceof ScmError && (error.code === 'SCM_BRANCH_CHANGED' || /TF401028/.test(error.message)),
  });
}

async function push(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  { branch, baseOid, changes, message }: RolloutCommit,
): Promise<string> {
  const body = {
    refUpdates: [{ name: refOf(branch), oldObjectId: baseOid }],
    commits: [{ comment: message, changes: changes.map(toChange) }],
  };
  const pushed = await askGit(session, 'commit', (git) => git.createPush(body, repository.id));
  const oid = pushed.refUpdates?.[0]?.newObjectId ?? pushed.commits?.[0]?.commitId;
  if (oid !== undefined) return oid;
  throw new ScmError('SCM_REQUEST', `Azure DevOps did not tell the commit that it made on ${branch}.`);
}

function toChange(change: RolloutChange) {
  const item = { path: `/${change.path}` };
  const changeType = CHANGE_TYPES[change.kind];
  if (change.kind === 'delete') return { changeType, item };
  return { changeType, item, newContent: { content: change.text, contentType: RAW_TEXT } };
}

/** Whether all files are those of the base with exactly these changes, whatever commits led to them. */
async function hasContent(
  session: AzureDevOpsSession,
  repository: RolloutRepository,
  { tip, baseOid, changes }: RolloutCommit & { readonly tip: string },
): Promise<boolean> {
  const [base, now] = [
    await readTree(session, repository, { commit: baseOid }),
    await readTree(session, repository, { commit: tip }),
  ];
  const expected = new Map(base.oids);
  for (const change of changes) {
    if (change.kind === 'delete') expected.delete(change.path);
    else expected.set(change.path, blobOid(change.text));
  }
  return expected.size === now.oids.size && [...expected].every(([path, oid]) => now.oids.get(path) === oid);
}

import type { FieldError } from '../../github/graphql-errors.js';
import type { RolloutChange } from '../rollout-port.js';

export interface CommitOnBranch {
  readonly fullName: string;
  readonly branch: string;
  /** The commit is refused where the branch has another. */
  readonly expectedHeadOid: string;
  /** The first line is the headline. */
  readonly message: string;
  readonly changes: readonly RolloutChange[];
}

/** A variable of the type `CreateCommitOnBranchInput`. Modes of files cannot be said in it. */
export function commitInput({ fullName, branch, expectedHeadOid, message, changes }: CommitOnBranch) {
  const [headline = '', ...body] = message.split('\n');
  return {
    branch: { repositoryNameWithOwner: fullName, branchName: branch },
    expectedHeadOid,
    message: { headline, body: body.join('\n').trim() },
    fileChanges: {
      additions: changes.flatMap((change) =>
        change.kind === 'delete' ? [] : [{ path: change.path, contents: base64Of(change.text) }],
      ),
      deletions: changes.flatMap(({ kind, path }) => (kind === 'delete' ? [{ path }] : [])),
    },
  };
}

function base64Of(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Whether the branch moved, or was made, since it was looked at. */
export function tellsOfMove(errors: readonly FieldError[]): boolean {
  return errors.some(
    ({ type, message }) => type === 'STALE_DATA' || /already exists|expected branch to point to/i.test(message),
  );
}

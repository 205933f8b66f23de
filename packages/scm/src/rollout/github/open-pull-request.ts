import type { Clock } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import { graphqlFailure } from '../../github/graphql-errors.js';
import { parseRepositoryName } from '../../github/repository.js';
import { askAgain, lookThenWrite } from '../lost-answer.js';
import type { NewPullRequest, OpenedPullRequest, RolloutRepository } from '../rollout-port.js';
import { mutate, type GitHubSession } from './graphql-session.js';
import { lookAtBranch, type BranchLook } from './look-at-branch.js';

const CREATE = `mutation ($input: CreatePullRequestInput!) {
  opened: createPullRequest(input: $input) { pullRequest { number url } }
}`;

interface Opened {
  readonly number: number;
  readonly url: string;
  readonly isExisting: boolean;
  readonly labels: ReadonlySet<string>;
}

/** `seen` is a look that was taken just before, which saves one. */
export async function openPullRequest(
  context: { readonly session: GitHubSession; readonly clock: Clock; readonly seen: BranchLook | undefined },
  repository: RolloutRepository,
  wanted: NewPullRequest,
): Promise<OpenedPullRequest> {
  const { session, clock, seen } = context;
  const opened = await lookThenWrite<BranchLook, Opened>({
    clock,
    look: (attempt) =>
      attempt === 1 && seen ? Promise.resolve(seen) : lookAtBranch(session, repository, wanted.branch),
    done: ({ open }) => {
      if (!open) return undefined;
      const labels = (open.labels?.nodes ?? []).flatMap((label) => label?.name.toLowerCase() ?? []);
      return { number: open.number, url: open.url, isExisting: true, labels: new Set(labels) };
    },
    write: () => create(session, repository, wanted),
    isOutrun: (error) => error instanceof ScmError && /already exists/i.test(error.message),
  });
  const missing = wanted.labels.filter((label) => !opened.labels.has(label.toLowerCase()));
  if (missing.length > 0) await addLabels({ session, clock }, repository, { number: opened.number, labels: missing });
  const { number, url, isExisting } = opened;
  return { number, url, isExisting };
}

async function create(session: GitHubSession, repository: RolloutRepository, wanted: NewPullRequest): Promise<Opened> {
  const { branch, title, body, isDraft } = wanted;
  const what = 'open pull request';
  const input = {
    repositoryId: repository.id,
    baseRefName: repository.defaultBranch,
    headRefName: branch,
    title,
    body,
    draft: isDraft,
  };
  type Data = { opened: { pullRequest: { number: number; url: string } | null } | null };
  const request = { query: CREATE, variables: { input }, kind: 'pull request' } as const;
  const { data, errors } = await mutate<Data>(session, what, request);
  const found = data.opened?.pullRequest;
  if (found) return { number: found.number, url: found.url, isExisting: false, labels: new Set() };
  throw graphqlFailure(errors, `${what} from ${branch} of ${repository.fullName}`);
}

/** To have a label twice is to have it once, so that this may be repeated. Labels that do not exist are made. */
async function addLabels(
  { session, clock }: { readonly session: GitHubSession; readonly clock: Clock },
  { fullName }: RolloutRepository,
  { number, labels }: { readonly number: number; readonly labels: readonly string[] },
): Promise<void> {
  await askAgain(clock, async () => {
    await session.pace.turn('change');
    session.counter.add('add labels');
    await session.client.send('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
      ...parseRepositoryName(fullName),
      issue_number: number,
      labels: [...labels],
    });
  });
}

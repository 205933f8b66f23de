import { ScmError, type RolloutPort, type RolloutPullRequest, type RolloutRepository } from '@nx-apiops/scm';
import { branchName, type Campaign } from '../plan/campaign.js';
import type { OpenLedger } from '../ledger/open-ledger.js';
import { atOnce } from './at-once.js';
import { readMark } from './proposal.js';

/** What is left of a campaign in one repository. */
export interface Remnant {
  readonly repository: RolloutRepository;
  /** The newest of the campaign's; absent where there is a commit without one. */
  readonly pullRequest?: Pick<RolloutPullRequest, 'number' | 'url' | 'state'>;
  /** What the campaign put on the branch; where it holds anything else, it stays. */
  readonly commitOid: string;
}

export interface CloseResult {
  readonly repository: string;
  readonly isClosed: boolean;
  readonly isFailed: boolean;
  /** For people. Empty where the pull request was closed and its branch is gone. */
  readonly reason: string;
}

export interface CloseOptions {
  readonly port: RolloutPort;
  readonly campaign: Pick<Campaign, 'name'>;
  readonly ledger: OpenLedger;
  /** Full names; all repositories unless stated. */
  readonly only?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onResult?: (result: CloseResult, progress: { readonly finished: number; readonly total: number }) => void;
}

export interface Remnants {
  readonly remnants: readonly Remnant[];
  /** Repositories whose pull requests could not be found out. */
  readonly problems: readonly { readonly repository: string; readonly reason: string }[];
}

/** Finds what is left of a campaign: pull requests from its branch that say they are its, and commits without one. */
export async function findRemnants({ port, campaign, ledger, only }: CloseOptions): Promise<Remnants> {
  const repositories: RolloutRepository[] = [];
  const wanted = only && new Set(only.map((name) => name.toLowerCase()));
  for await (const page of port.repositories()) {
    const open = page.filter(({ flags }) => !flags.some((flag) => NOT_WRITABLE.has(flag)));
    repositories.push(...open.filter(({ fullName }) => !wanted || wanted.has(fullName.toLowerCase())));
  }
  const remnants: Remnant[] = [];
  const problems: Remnants['problems'][number][] = [];
  for await (const group of port.findPullRequests(repositories, branchName(campaign))) {
    for (const reading of group) {
      if ('problem' in reading) {
        problems.push({ repository: reading.repository.fullName, reason: reading.problem.message });
        continue;
      }
      const remnant = remnantOf(reading.repository, reading.pullRequest, ledger);
      if (remnant) remnants.push(remnant);
    }
  }
  return { remnants, problems };
}

const NOT_WRITABLE: ReadonlySet<string> = new Set(['archived', 'disabled', 'empty', 'no-write']);

function remnantOf(
  repository: RolloutRepository,
  pullRequest: RolloutPullRequest | undefined,
  ledger: OpenLedger,
): Remnant | undefined {
  const { commitOid: known, state: before, reason } = ledger.entry(repository.fullName) ?? {};
  const isThrough = before === 'closed' && reason === undefined;
  if (isThrough && pullRequest?.state !== 'open') return undefined;
  if (!pullRequest) return known === undefined ? undefined : { repository, commitOid: known };
  const mark = readMark(pullRequest.body);
  if (!mark) return undefined;
  const { number, url, state, headOid } = pullRequest;
  const commitOid = headOid === known ? headOid : mark.commitOid;
  return { repository, pullRequest: { number, url, state }, commitOid };
}

/** Requests that wait for an answer at the same time. */
const AT_ONCE = 6;

/** Closes pull requests that are open, and deletes branches that hold nothing of others. */
export async function closeRollout(
  remnants: readonly Remnant[],
  options: CloseOptions,
): Promise<readonly CloseResult[]> {
  const { signal, onResult = () => {} } = options;
  const results: CloseResult[] = [];
  await atOnce(remnants, AT_ONCE, {
    isStopped: () => signal?.aborted ?? false,
    work: async (remnant) => {
      const result = await closeOne(remnant, options);
      results.push(result);
      onResult(result, { finished: results.length, total: remnants.length });
    },
  });
  return results;
}

const LEFT_BRANCH = 'its branch may be left';

async function closeOne(
  { repository, pullRequest, commitOid }: Remnant,
  { port, campaign, ledger }: CloseOptions,
): Promise<CloseResult> {
  const name = repository.fullName;
  const isOpen = pullRequest?.state === 'open';
  try {
    // First, so that a killed run does not make it look as if people had closed it.
    if (isOpen) {
      await ledger.record([{ repository: name, state: 'closed', reason: LEFT_BRANCH }]);
      await port.closePullRequest(repository, pullRequest.number);
    }
    await port.deleteBranch(repository, branchName(campaign), commitOid);
    if (!pullRequest || ledger.entry(name)?.state === 'closed')
      await ledger.record([{ repository: name, state: 'closed' }]);
    return { repository: name, isClosed: isOpen, isFailed: false, reason: '' };
  } catch (problem) {
    if (!(problem instanceof ScmError)) throw problem;
    const isKept = problem.code === 'SCM_BRANCH_CHANGED';
    const reason = isKept ? 'its branch holds commits of others, and stays' : problem.message;
    return { repository: name, isClosed: isOpen && isKept, isFailed: !isKept, reason };
  }
}

import { ScmError, type RolloutPort, type RolloutRepository } from '@nx-apiops/scm';
import { branchName } from '../plan/campaign.js';
import type { LedgerPullRequest, LedgerState, LedgerStep } from '../ledger/ledger.js';
import type { OpenLedger } from '../ledger/open-ledger.js';
import { atOnce } from './at-once.js';
import { decide, type Decision } from './decide.js';
import { observe, type Observer } from './observe.js';
import { markedBody, proposalOf, type Proposal } from './proposal.js';
import { isPlanned, type PlannedLook, type RepositoryLook, type SeenPullRequest } from './repository-look.js';

export interface ApplyOptions {
  readonly port: RolloutPort;
  readonly ledger: OpenLedger;
  readonly observer: Observer;
  /** Whether pull requests merge themselves where their repositories allow it. */
  readonly autoMerge: boolean;
  /** So many repositories first; the others follow when the pull requests of these are merged, or their checks pass. */
  readonly canary?: number | undefined;
  /** At most so many repositories are changed. */
  readonly max?: number | undefined;
  /** No further repository is begun after so many failures. */
  readonly untilFailures?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onResult?: (result: ApplyResult, progress: ApplyProgress) => void | Promise<void>;
}

export interface ApplyProgress {
  readonly finished: number;
  readonly total: number;
}

/** What a run did in one repository. */
export interface ApplyResult {
  readonly repository: string;
  readonly action: 'created' | 'updated' | 'kept' | 'blocked' | 'failed';
  /** For people. Empty where all went as planned. */
  readonly reason: string;
  readonly pullRequest?: LedgerPullRequest;
}

export interface ApplyOutcome {
  /** In the order in which they were finished. */
  readonly results: readonly ApplyResult[];
  /** Repositories that there is something to do in, and that were not begun. */
  readonly left: number;
  /** For people: why they were not. Empty where none is left. */
  readonly stopped: string;
}

/** A repository, and what is to do there. */
export interface Work {
  readonly look: PlannedLook;
  readonly proposal: Proposal;
  readonly decision:
    | Extract<Decision, { readonly kind: 'create' | 'update' }>
    /** The pull request is right, and is to merge itself. */
    | { readonly kind: 'auto-merge'; readonly number: number; readonly url: string };
}

/** Repositories whose turn it is, those that are not begun, and why not. */
export interface Turn {
  readonly now: readonly Work[];
  readonly left: number;
  readonly stopped: string;
}

/** What a run is about to do. */
export interface Agenda extends Turn {
  readonly looks: readonly RepositoryLook[];
  /** Repositories in which people have to decide before anything can be done. */
  readonly blocked: readonly ApplyResult[];
}

type AgendaOptions = Pick<ApplyOptions, 'observer' | 'ledger' | 'autoMerge' | 'canary' | 'max'>;

/** All that there is to do, in the order of names, and whose turn it is. Pure. */
export function agendaOf(looks: readonly RepositoryLook[], options: AgendaOptions): Agenda {
  const { observer, ledger, autoMerge } = options;
  const work: Work[] = [];
  const blocked: ApplyResult[] = [];
  for (const look of looks.filter(isPlanned)) {
    const { plan, pullRequest, repository } = look;
    if (plan.status === 'skipped' || plan.changes.length === 0) continue;
    const proposal = proposalOf(observer.campaign, plan);
    const decision = decide(look, proposal, ledger.entry(repository.fullName));
    if (decision.kind === 'blocked') {
      blocked.push({ repository: repository.fullName, action: 'blocked', reason: decision.reason });
    } else if (decision.kind !== 'none') {
      work.push({ look, proposal, decision });
    } else if (autoMerge && pullRequest && mayMerge(pullRequest)) {
      const { number, url } = pullRequest;
      work.push({ look, proposal, decision: { kind: 'auto-merge', number, url } });
    }
  }
  return { looks, blocked, ...turnOf(looks, work, options) };
}

function mayMerge({ state, isDraft, isAutoMerging }: SeenPullRequest): boolean {
  return state === 'open' && !isDraft && !isAutoMerging;
}

/** Requests that wait for an answer at the same time. Hosts ask for few; what they allow by the minute is kept anyhow. */
const AT_ONCE = 6;

/**
 * Brings every repository its pull request: looks at the branch, commits, and opens or updates. Each step is recorded
 * before the next, and all can be done again: what is there already is found. A repository that fails stops no other one.
 */
export async function applyRollout(agenda: Agenda, options: ApplyOptions): Promise<ApplyOutcome> {
  const { ledger, observer, signal, untilFailures = Infinity, onResult = () => {} } = options;
  const { looks, now, left, stopped, blocked } = agenda;
  await ledger.record(looks.map((look) => observe(look, ledger.entry(look.repository.fullName), observer)));
  const results: ApplyResult[] = [];
  let failures = 0;
  let fatal = '';
  const stopReason = (): string => {
    if (signal?.aborted) return 'the run was stopped';
    if (fatal !== '') return fatal;
    return failures >= untilFailures ? `${failures} repositories failed` : '';
  };
  await atOnce(now, AT_ONCE, {
    isStopped: () => stopReason() !== '',
    work: async (work) => {
      const { result, problem } = await applyOne(work, options);
      if (result.action === 'failed') failures += 1;
      if (problem && concernsAll(problem)) fatal = problem.message;
      results.push(result);
      await onResult(result, { finished: results.length, total: now.length });
    },
  });
  const reason = results.length < now.length ? stopReason() : stopped;
  return { results: [...blocked, ...results], left: left + now.length - results.length, stopped: reason };
}

function turnOf(
  looks: readonly RepositoryLook[],
  work: readonly Work[],
  { canary, max = Infinity }: AgendaOptions,
): Turn {
  const wait = canary === undefined || work.length === 0 ? undefined : canaryTurn(looks, work, canary);
  const allowed = wait ? wait.now : work;
  const now = allowed.slice(0, max);
  const left = work.length - now.length;
  if (left === 0) return { now, left, stopped: '' };
  return { now, left, stopped: now.length < allowed.length ? `--max ${max} was reached` : (wait?.stopped ?? '') };
}

/** Undefined where the canaries are well. */
function canaryTurn(
  looks: readonly RepositoryLook[],
  work: readonly Work[],
  canary: number,
): { readonly now: readonly Work[]; readonly stopped: string } | undefined {
  const names = new Set(work.map(({ look }) => look.repository.fullName));
  const concerned = looks
    .filter(isPlanned)
    .filter(({ plan }) => plan.status !== 'conflict' && plan.status !== 'skipped')
    .filter(({ repository, pullRequest }) => pullRequest !== undefined || names.has(repository.fullName));
  const canaries = [...concerned].sort((a, b) => began(b) - began(a)).slice(0, canary);
  const waiting = canaries.filter((look) => !isWell(look));
  if (waiting.length === 0) return undefined;
  const waitingNames = new Set(waiting.map(({ repository }) => repository.fullName));
  const shown = [...waitingNames].slice(0, 5).join(', ');
  return {
    now: work.filter(({ look }) => waitingNames.has(look.repository.fullName)),
    stopped: `--canary ${canary}: the others follow when the pull requests are merged, or their checks pass, in ${shown}`,
  };
}

/** Those that were begun stay the canaries. */
function began({ pullRequest }: PlannedLook): number {
  return pullRequest ? 1 : 0;
}

function isWell({ pullRequest }: PlannedLook): boolean {
  if (pullRequest?.state === 'merged') return true;
  return pullRequest?.state === 'open' && pullRequest.checks === 'success';
}

/** What the next repository would hear, too. */
function concernsAll({ code }: ScmError): boolean {
  return code === 'SCM_UNAUTHORIZED' || code === 'SCM_TOKEN_MISSING' || code === 'SCM_RATE_LIMITED';
}

async function applyOne(
  work: Work,
  options: ApplyOptions,
): Promise<{ readonly result: ApplyResult; readonly problem?: ScmError }> {
  const { look, decision } = work;
  const repository = look.repository.fullName;
  const record = async (state: LedgerState, facts: Partial<LedgerStep> = {}): Promise<void> =>
    options.ledger.record([{ repository, state, ...facts }]);
  try {
    const { pullRequest, reason } = await propose(work, options, record);
    await record(look.plan.conflicts.length > 0 ? 'conflict' : 'pull-request', {
      pullRequest,
      ...(look.plan.conflicts.length > 0 ? { reason: look.plan.reason } : reason !== '' && { reason }),
    });
    return { result: { repository, action: ACTIONS[decision.kind], reason, pullRequest } };
  } catch (problem) {
    if (!(problem instanceof ScmError)) throw problem;
    const isBlocked = problem.code === 'SCM_BRANCH_CHANGED';
    const doubt = decision.kind === 'update' && isBlocked ? decision.doubt : undefined;
    const reason = doubt ?? [problem.message.replace(/[.]?$/, '.'), problem.hint].filter(Boolean).join(' ');
    await record(isBlocked ? 'conflict' : 'failed', { reason });
    return { result: { repository, action: isBlocked ? 'blocked' : 'failed', reason }, problem };
  }
}

const ACTIONS = { create: 'created', update: 'updated', 'auto-merge': 'kept' } as const;

interface Proposed {
  readonly pullRequest: LedgerPullRequest;
  readonly reason: string;
}

async function propose(
  { look, proposal, decision }: Work,
  { port, observer: { campaign }, autoMerge }: ApplyOptions,
  record: (state: LedgerState, facts: Partial<LedgerStep>) => Promise<void>,
): Promise<Proposed> {
  const { repository, plan } = look;
  const { title, message, isDraft } = proposal;
  const branch = branchName(campaign);
  const commit = async (replaces: readonly string[]): Promise<string> => {
    const { headOid: baseOid, changes } = plan;
    const commitOid = await port.commit(repository, { branch, baseOid, changes, message, replaces });
    await record('committed', { commitOid });
    return commitOid;
  };
  if (decision.kind === 'auto-merge') return mergeItself(port, repository, decision);
  if (decision.kind === 'update') {
    const { number, url, replaces, isDraft: draft, isTextNew } = decision;
    const commitOid = replaces === undefined ? decision.commitOid : await commit(replaces);
    const body = markedBody(proposal, commitOid);
    await port.updatePullRequest(repository, number, {
      body,
      ...(isTextNew && { title }),
      ...(draft !== undefined && { isDraft: draft }),
    });
    return { pullRequest: { number, url }, reason: '' };
  }
  const commitOid = await commit(decision.replaces);
  const body = markedBody(proposal, commitOid);
  const { labels } = campaign;
  const { number, url } = await port.openPullRequest(repository, { branch, title, body, isDraft, labels });
  const pullRequest = { number, url };
  if (!autoMerge || isDraft) return { pullRequest, reason: '' };
  await record('pull-request', { pullRequest });
  return mergeItself(port, repository, pullRequest);
}

async function mergeItself(
  port: RolloutPort,
  repository: RolloutRepository,
  { number, url }: LedgerPullRequest,
): Promise<Proposed> {
  const { isEnabled, reason } = await port.enableAutoMerge(repository, number);
  return { pullRequest: { number, url }, reason: isEnabled ? 'merges itself' : `does not merge itself: ${reason}` };
}

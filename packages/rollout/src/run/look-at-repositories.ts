import { APIOPS_FILE } from '@nx-apiops/config';
import type { PullRequestReading, RolloutPort, RolloutRepository } from '@nx-apiops/scm';
import { branchName, type Campaign } from '../plan/campaign.js';
import { matchesSelection, needsWholeTree, type Selection } from '../plan/matches-selection.js';
import { OPT_OUT_TOPIC, planRepository, type RolloutTarget } from '../plan/plan-repository.js';
import type { RepositoryPlan } from '../plan/repository-plan.js';
import { toSnapshot, wantedPaths, type RepositoryContent } from '../plan/repository-snapshot.js';
import { isProposed } from './decide.js';
import { readMark } from './proposal.js';
import type { RepositoryLook, SeenPullRequest } from './repository-look.js';

/** What is rolled out, and where. */
export interface RolloutScope {
  readonly campaign: Campaign;
  readonly target: RolloutTarget;
  /** Full names; nothing else is looked at. Absent: all that the campaign selects. */
  readonly only?: readonly string[] | undefined;
}

export interface Looks {
  /** By full name. Repositories that the campaign is not about are left out. */
  readonly looks: readonly RepositoryLook[];
  /** All of the organization or project. */
  readonly listed: number;
  /** Names that the campaign, or who runs it, states, and that the host does not tell. */
  readonly unknown: readonly string[];
}

export interface LookOptions {
  /** Whether the checks of pull requests matter. Default: they do. */
  readonly checks?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (text: string) => void;
}

/**
 * Looks at every repository that a campaign is about: finds its pull request, reads its managed files, and plans. Writes
 * nothing. Throws `ScmError` for what concerns all of them.
 */
export async function lookAtRepositories(
  port: RolloutPort,
  scope: RolloutScope,
  { checks = true, signal, onProgress = () => {} }: LookOptions = {},
): Promise<Looks> {
  const { campaign, target } = scope;
  const all = await listRepositories(port, scope, signal);
  const candidates = all.filter((repository) => mayBeSelected(repository, scope));
  onProgress(
    `${port.target} has ${all.length === 1 ? '1 repository' : `${all.length} repositories`}, ${candidates.length} to look at`,
  );
  const pullRequests = await findPullRequests(port, candidates, { branch: branchName(campaign), checks });
  const looks: RepositoryLook[] = [];
  const intern = interner();
  const look = (content: RepositoryContent): void => {
    const { repository } = content;
    const found = pullRequests.get(repository.fullName);
    if (found && 'problem' in found) return void looks.push({ repository, problem: found.problem });
    const snapshot = toSnapshot(content, found?.pullRequest);
    if (!matchesSelection(snapshot, campaign.select).isSelected) return;
    const plan = withSharedTexts(planRepository(snapshot, target), intern);
    const seen = { plan, pullRequest: found?.pullRequest };
    looks.push({ repository, ...seen, isProposed: isProposed(seen, campaign) });
  };
  const isUnread = (repository: RolloutRepository): boolean =>
    hasNoFiles(repository) || (campaign.select.files === undefined && isLeftOut(repository));
  for (const repository of candidates.filter(isUnread)) look({ repository, headOid: '', paths: [], files: {} });
  const open = candidates.filter((repository) => !isUnread(repository));
  const question = {
    wanted: wantedPaths,
    isWhole: (_: RolloutRepository, paths: readonly string[]) =>
      needsWholeTree(campaign.select) || (target.onboarding !== undefined && !paths.includes(APIOPS_FILE)),
  };
  let read = 0;
  for await (const group of port.readFiles(open, question)) {
    signal?.throwIfAborted();
    for (const reading of group) {
      if ('problem' in reading) looks.push(reading);
      else look(reading);
    }
    read += group.length;
    onProgress(`[${read}/${open.length}] read`);
  }
  return { looks: looks.sort(byName), listed: all.length, unknown: unknownNames(all, scope) };
}

async function listRepositories(
  port: RolloutPort,
  { campaign: { select } }: RolloutScope,
  signal: AbortSignal | undefined,
): Promise<readonly RolloutRepository[]> {
  const teams = [...(select.teams ?? []), ...(select.exclude?.teams ?? [])];
  const properties = select.properties !== undefined || select.exclude?.properties !== undefined;
  const all: RolloutRepository[] = [];
  for await (const page of port.repositories({ teams, properties })) {
    signal?.throwIfAborted();
    all.push(...page);
  }
  return all;
}

/** Before any file is known. */
function mayBeSelected(repository: RolloutRepository, { campaign, only }: RolloutScope): boolean {
  if (only && !isNamed(repository, only)) return false;
  return matchesSelection({ ...repository, paths: [] }, withoutFiles(campaign.select)).isSelected;
}

/** A selection by nothing but files may be about all repositories, as long as none is read. */
function withoutFiles({ files, exclude, repositories, ...criteria }: Selection): Selection {
  const { files: _, ...excluded } = exclude ?? {};
  const isOpen = files !== undefined && Object.values(criteria).every((value) => value === undefined);
  const named = repositories && { repositories };
  return { ...criteria, ...named, exclude: excluded, ...(isOpen && { names: ['*'] }) };
}

function isNamed({ fullName }: RolloutRepository, names: readonly string[]): boolean {
  return names.some((name) => name.toLowerCase() === fullName.toLowerCase());
}

function hasNoFiles({ flags }: RolloutRepository): boolean {
  return flags.includes('empty') || flags.includes('disabled');
}

/** Whatever its files say, so that they need not be read, unless they tell whether it is meant at all. */
function isLeftOut({ flags, topics }: RolloutRepository): boolean {
  return flags.length > 0 || topics.includes(OPT_OUT_TOPIC);
}

type FoundPullRequest =
  { readonly pullRequest: SeenPullRequest | undefined } | Extract<PullRequestReading, { readonly problem: unknown }>;

async function findPullRequests(
  port: RolloutPort,
  repositories: readonly RolloutRepository[],
  { branch, checks }: { readonly branch: string; readonly checks: boolean },
): Promise<ReadonlyMap<string, FoundPullRequest>> {
  const found = new Map<string, FoundPullRequest>();
  for await (const group of port.findPullRequests(repositories, branch, { checks })) {
    for (const reading of group) {
      found.set(reading.repository.fullName, 'problem' in reading ? reading : { pullRequest: seen(reading) });
    }
  }
  return found;
}

function seen({
  pullRequest,
}: Exclude<PullRequestReading, { readonly problem: unknown }>): SeenPullRequest | undefined {
  if (!pullRequest) return undefined;
  const { body, title: _, ...rest } = pullRequest;
  return { ...rest, mark: readMark(body) };
}

/** Most repositories get the same files: one text serves all of them. */
function withSharedTexts(plan: RepositoryPlan, intern: (text: string) => string): RepositoryPlan {
  if (plan.changes.length === 0) return plan;
  const changes = plan.changes.map((change) =>
    change.kind === 'delete' ? change : { ...change, text: intern(change.text) },
  );
  return { ...plan, changes };
}

function interner(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
}

function byName({ repository: a }: RepositoryLook, { repository: b }: RepositoryLook): number {
  return a.fullName < b.fullName ? -1 : a.fullName > b.fullName ? 1 : 0;
}

function unknownNames(all: readonly RolloutRepository[], { campaign: { select, onboard }, only }: RolloutScope) {
  const known = new Set(all.map(({ fullName }) => fullName.toLowerCase()));
  const stated = [...(select.repositories ?? []), ...Object.keys(onboard ?? {}), ...(only ?? [])];
  return [...new Set(stated)].filter((name) => !known.has(name.toLowerCase()));
}

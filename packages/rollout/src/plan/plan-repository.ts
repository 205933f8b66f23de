import {
  APIOPS_FILE,
  ConfigError,
  parseApiopsConfig,
  setPipelines,
  setProtection,
  type ApiopsConfig,
  type PlatformSection,
  type ProtectionSection,
} from '@nx-apiops/config';
import { lineDifference } from '@nx-apiops/plan';
import type { RolloutFlag } from '@nx-apiops/scm';
import { codeOwnersFile } from '../derive/code-owners.js';
import { derivedContent } from '../derive/derived-file.js';
import { planCodeOwners } from '../derive/plan-code-owners.js';
import type { PipelineSources } from '../derive/pipeline-sources.js';
import { RolloutError } from '../errors.js';
import { compareVersions } from '../derive/compare-versions.js';
import { planDerivedFiles, type FileOutcome } from './plan-derived-files.js';
import { planOnboarding, type OnboardingSupply } from './plan-onboarding.js';
import { LOCK_CHECK, onboardingChecks, PROTECTION_CHECK, versionCheck } from './review-checks.js';
import { workspaceFiles } from './workspace-files.js';
import { raiseTools, type ToolVersions } from './raise-tools.js';
import { recognise, type Recognition } from './recognise.js';
import type { FileChange, FileConflict, RepositoryPlan, SkipReason } from './repository-plan.js';
import {
  REPOSITORY_FLAGS,
  readText,
  snapshotFiles,
  withFiles,
  type RepositorySnapshot,
} from './repository-snapshot.js';

/** What all repositories of a campaign are brought to. */
export interface RolloutTarget {
  /** What pipelines are derived from; their version is the version to reach. */
  readonly sources: PipelineSources;
  /** Where the shared form takes its pipelines from. Absent: each repository keeps its version. */
  readonly platform?: PlatformSection;
  /** What `apiops.yaml` is to state of protection. Absent, or not among its members: it stays. */
  readonly protection?: ProtectionSection;
  /** Versions for package.json. Absent: they stay. */
  readonly tools?: ToolVersions;
  /** What is known of repositories of the older tools, by full name. Absent: they are left out. */
  readonly onboarding?: Readonly<Record<string, OnboardingSupply>>;
  /** Whether all pull requests begin as drafts. Absent: those with conflicts, and those that onboard. */
  readonly isDraft?: boolean;
}

/** A topic that keeps a repository out of every campaign. */
export const OPT_OUT_TOPIC = 'nx-apiops-opt-out';

const FLAG_REASONS: Readonly<Record<RolloutFlag | 'opted-out', string>> = {
  archived: 'the repository is archived',
  disabled: 'the repository is disabled',
  fork: 'the repository is a fork',
  template: 'the repository is a template',
  empty: 'the repository has no commit',
  'no-write': 'who runs the rollout may not write there',
  'opted-out': `the repository opted out, by "rollout: false" in ${APIOPS_FILE} or the topic ${OPT_OUT_TOPIC}`,
};

/**
 * What brings one repository to the target: files to write, conflicts that are left alone, or why it is skipped. Applied
 * to the snapshot, a second plan is `current`. Pure. Throws `SNAPSHOT_INCOMPLETE`.
 */
export function planRepository(snapshot: RepositorySnapshot, target: RolloutTarget): RepositoryPlan {
  const recognition = recognise(snapshot);
  const base = baseOf(snapshot, recognition, target);
  const skipped = (skip: SkipReason, reason: string, missing: readonly string[] = []): RepositoryPlan => ({
    ...base,
    status: 'skipped',
    skip,
    reason,
    missing,
  });
  const flag = REPOSITORY_FLAGS.find((candidate) => snapshot.flags.includes(candidate));
  if (flag !== undefined) return skipped(flag, FLAG_REASONS[flag]);
  if (snapshot.topics.includes(OPT_OUT_TOPIC)) return skipped('opted-out', FLAG_REASONS['opted-out']);
  if (recognition.kind === 'other')
    return skipped('not-apiops', `there is no ${APIOPS_FILE} and no artifact of an API`);
  if (recognition.kind === 'managed') {
    const { newestVersion } = recognition;
    if (newestVersion !== undefined && compareVersions(newestVersion, target.sources.version) > 0)
      return skipped('newer', `its pipelines are of ${newestVersion}, newer than ${target.sources.version}`);
    const planned = planManaged(snapshot, target);
    if (planned === 'opted-out') return skipped('opted-out', FLAG_REASONS['opted-out']);
    if (declined(snapshot, planned)) return skipped('declined', declinedText(snapshot));
    return finish({ base, snapshot, target }, planned);
  }
  if (!target.onboarding) return skipped('onboarding-off', 'it is of the older tools, and the campaign onboards none');
  const supply = Object.hasOwn(target.onboarding, snapshot.fullName) ? target.onboarding[snapshot.fullName] : undefined;
  const outcome = planOnboarding(snapshot, recognition, { supply, platform: target.platform });
  if ('missing' in outcome) {
    const reason = `nothing tells ${outcome.missing.join(', ')}: state it in the campaign file`;
    return skipped('onboarding-incomplete', reason, outcome.missing);
  }
  const files = workspaceFiles(snapshot, target.sources);
  const missingFiles = Object.entries(files).filter(([path]) => !snapshot.paths.includes(path));
  const added = { ...Object.fromEntries(missingFiles), [APIOPS_FILE]: outcome.text };
  // Files that are added have the versions that they should have, and others no tools of ours.
  const planned = planManaged(withFiles(snapshot, added), { ...target, tools: {} });
  if (planned === 'opted-out') return skipped('opted-out', FLAG_REASONS['opted-out']);
  if (declined(snapshot, planned)) return skipped('declined', declinedText(snapshot));
  const texts = Object.entries(added).map(([path, text]) => ({ path, text }));
  const outcomes = [
    ...texts.filter(({ path }) => !planned.outcomes.some((other) => other.path === path)),
    ...planned.outcomes,
  ];
  const checks = onboardingChecks(target.sources.version, { workspace: Object.keys(files), paths: snapshot.paths });
  return finish({ base, snapshot, target }, { outcomes, checks: [...planned.checks, ...checks] });
}

function baseOf(
  { fullName, host, defaultBranch, headOid, pullRequest }: RepositorySnapshot,
  recognition: Recognition,
  { sources }: RolloutTarget,
): RepositoryPlan {
  const version = recognition.kind === 'managed' ? recognition.derivedVersion : undefined;
  return {
    repository: fullName,
    host,
    defaultBranch,
    headOid,
    status: 'current',
    reason: '',
    missing: [],
    isOnboarding: recognition.kind === 'plain',
    ...(version !== undefined && { currentVersion: version }),
    targetVersion: sources.version,
    changes: [],
    conflicts: [],
    checks: [],
    isDraft: false,
    ...(pullRequest && { pullRequest }),
  };
}

interface Planned {
  readonly outcomes: readonly FileOutcome[];
  readonly checks: readonly string[];
}

/** A pull request that was closed without a merge is not opened again, as long as there would be something in it. */
function declined({ pullRequest }: RepositorySnapshot, { outcomes }: Planned): boolean {
  return pullRequest?.state === 'closed' && outcomes.length > 0;
}

function declinedText({ pullRequest }: RepositorySnapshot): string {
  return `pull request ${pullRequest?.number ?? ''} of the campaign was closed without a merge`;
}

function planManaged(snapshot: RepositorySnapshot, target: RolloutTarget): Planned | 'opted-out' {
  try {
    const current = readText(snapshot, APIOPS_FILE) ?? '';
    const asItIs = parseApiopsConfig(current, APIOPS_FILE);
    if (asItIs.rollout === false) return 'opted-out';
    const moved = withPlatform(current, target.platform);
    const text = withProtection(moved, target.protection);
    const config = text === current ? asItIs : parseApiopsConfig(text, APIOPS_FILE);
    const tools = planTools(snapshot, target.tools ?? {});
    const derived = planDerivedFiles(snapshot, config, target.sources);
    return {
      outcomes: [
        ...(text === current ? [] : [{ path: APIOPS_FILE, text }]),
        ...tools.outcomes,
        ...derived,
        ...planOwners(snapshot, config),
      ],
      checks: [
        ...tools.checks,
        ...(text === moved ? [] : [PROTECTION_CHECK]),
        ...(target.tools ? [] : versionChecks(snapshot, derived, target)),
      ],
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const conflict: FileConflict = { path: APIOPS_FILE, reason: 'invalid', message: error.message, difference: [] };
    return { outcomes: [conflict], checks: [] };
  }
}

/** Only the members that the campaign states; what says the same stays as it is written. */
function withProtection(text: string, protection: ProtectionSection | undefined): string {
  if (!protection) return text;
  try {
    return setProtection(text, protection);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const message = `The protection that the campaign states does not fit here: ${error.message}`;
    throw new ConfigError(error.code, message, { cause: error });
  }
}

/** Only repositories that call this very platform, at another version that is not newer. */
function withPlatform(text: string, platform: PlatformSection | undefined): string {
  const { form, platform: current } = parseApiopsConfig(text, APIOPS_FILE).pipelines;
  if (!platform || form !== 'shared' || current?.repository !== platform.repository) return text;
  if (current.ref === platform.ref || compareVersions(current.ref, platform.ref) > 0) return text;
  return setPipelines(text, { platform: { ref: platform.ref } });
}

function planTools(snapshot: RepositorySnapshot, tools: ToolVersions): Planned {
  const text = readText(snapshot, 'package.json');
  if (text === undefined) return { outcomes: [], checks: [] };
  const raised = raiseTools(text, tools);
  if (raised.text === text) return { outcomes: [], checks: raised.left };
  const lock = snapshot.paths.includes('package-lock.json') ? [LOCK_CHECK] : [];
  return { outcomes: [{ path: 'package.json', text: raised.text }], checks: [...raised.left, ...lock] };
}

/** The installed version need not follow where it would derive the same: `nx sync:check` passes. */
function versionChecks(
  snapshot: RepositorySnapshot,
  derived: readonly FileOutcome[],
  { sources: { version } }: RolloutTarget,
): readonly string[] {
  const isOther = ({ path, text = '' }: FileOutcome): boolean =>
    derivedContent(readText(snapshot, path) ?? '') !== derivedContent(text);
  if (!derived.some(isOther) || !snapshot.paths.includes('package.json')) return [];
  return [versionCheck(version)];
}

function planOwners(snapshot: RepositorySnapshot, config: ApiopsConfig): readonly FileOutcome[] {
  const files = snapshotFiles(snapshot);
  try {
    const { path, before, after } = planCodeOwners(config, files);
    return after === before ? [] : [{ path, text: after }];
  } catch (error) {
    if (!(error instanceof RolloutError) || error.code !== 'MARKS_INVALID') throw error;
    const path = codeOwnersFile(files, config.hosting);
    return [{ path, reason: 'own-lines', message: [error.message, error.hint].join(' '), difference: [] }];
  }
}

interface Planning {
  readonly base: RepositoryPlan;
  readonly snapshot: RepositorySnapshot;
  readonly target: RolloutTarget;
}

function finish({ base, snapshot, target }: Planning, { outcomes, checks }: Planned): RepositoryPlan {
  const conflicts = outcomes.filter((outcome): outcome is FileConflict => 'reason' in outcome).sort(byPath);
  const changes = outcomes.flatMap((outcome) => ('reason' in outcome ? [] : changeOf(snapshot, outcome))).sort(byPath);
  const status = conflicts.length > 0 ? 'conflict' : changes.length > 0 ? 'change' : 'current';
  const isDraft = target.isDraft === true || base.isOnboarding || conflicts.length > 0;
  return {
    ...base,
    status,
    reason: conflicts.map(({ message }) => message).join(' '),
    changes,
    conflicts,
    checks: status === 'current' ? [] : checks,
    isDraft: isDraft && status !== 'current',
  };
}

/** Line ends of Windows are kept. None where the text stays. */
function changeOf(
  snapshot: RepositorySnapshot,
  { path, text }: { readonly path: string; readonly text: string | undefined },
): readonly FileChange[] {
  const before = readText(snapshot, path);
  const oid = snapshot.files[path]?.oid;
  const common = { path, ...(before !== undefined && oid !== undefined && { oid }) };
  if (text === undefined) return [{ ...common, kind: 'delete', ...changeSize(before ?? '', '') }];
  const after = before?.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text;
  if (after === before) return [];
  const kind = before === undefined ? 'add' : 'update';
  return [{ ...common, kind, text: after, ...changeSize(before ?? '', after) }];
}

function changeSize(before: string, after: string): { readonly added: number; readonly removed: number } {
  const { added, removed } = lineDifference(before, after);
  return { added, removed };
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

import {
  compareResources,
  readService,
  resourceId,
  resourceKey,
  toArmPath,
  toCollectionPath,
  type ApimClient,
  type ResourceId,
  type ServiceAddress,
  type State,
} from '@nx-apiops/apim';
import { isJsonObject } from '@nx-apiops/plan';
import {
  readRecords,
  type BaselineRecord,
  type InstanceRecords,
  type PublishedCommit,
  type TokenDigests,
  repositorySlug,
} from './baseline-record.js';
import { checkState, type TargetLookup } from './check-state.js';
import { checkTier } from './check-tier.js';
import { checkVaultIdentities } from './check-vault-identities.js';
import { readDesiredState, type DesiredSource, type DesiredState } from './desired-state.js';
import { PublisherError } from './errors.js';
import { shortCommit, type GitRepository } from './git-repository.js';
import {
  hasChangedHands,
  isOwned,
  ownedDigests,
  planReleases,
  readOwned,
  readOwnedByOthers,
  type OwnedDigests,
  type Release,
} from './ownership.js';
import { planPublish } from './plan-publish.js';
import type { PlannedPublish, PublishPlan } from './publish-plan.js';
import { selectionOf, selectionWith } from './selections.js';
import { tokensOf } from './token-digests.js';

/** One environment of one repository, and how to reach its instance. */
export interface PublishContext {
  readonly client: ApimClient;
  readonly service: ServiceAddress;
  /** Name of this repository; its record in the instance is kept under it. */
  readonly repository: string;
  /** For people: `apim-acme-dev (dev)`. */
  readonly target: string;
  readonly git: GitRepository | undefined;
  /** The files as they are, or as the commit to publish has them. */
  readonly desired: DesiredSource;
  /** The same files as another commit has them. */
  readonly desiredAt: (commit: string) => Promise<DesiredSource>;
}

export interface PrepareOptions {
  /** Compare with the live instance even where the last published commit is known. */
  readonly full: boolean;
  /** Repositories whose resources this one takes over. */
  readonly takeOver?: readonly string[];
}

/** A publish that is ready to run. */
export interface PreparedPublish extends PlannedPublish {
  readonly desired: DesiredState;
  readonly records: InstanceRecords;
  /** What other repositories lose to this one. */
  readonly releases: readonly Release[];
  /** What was taken for what is there. */
  readonly actual: State;
}

/**
 * Reads what is desired and what is there, checks, and plans. Nothing is changed. What is there is the state of the
 * commit that was published last, which costs no request; what a failed publish may have changed since is read from
 * the instance, and everything is where no such commit is known. A note of the plan says which. Throws the errors of
 * reading files, `PREFLIGHT`, `BASELINE`, `ARM_*`.
 */
export async function preparePublish(context: PublishContext, options: PrepareOptions): Promise<PreparedPublish> {
  const { client, repository } = context;
  const desired = await readDesiredState(context.desired);
  assertMeantFor(context, desired);
  const records = await readRecords(client, repository);
  const releases = planReleases(desired.state, records, { repository, takeOver: options.takeOver ?? [] });
  const digests = readOwned(records, repositorySlug(repository));
  const theirs = readOwnedByOthers(records);
  const baseline = await readBaseline(context, records.own, { ...options, ownsNothing: digests.size === 0 });
  const published = new Map(
    [...(baseline.last ? [baseline.last] : []), ...baseline.pending].flatMap((state) => [...state]),
  );
  const isGoing = (id: ResourceId): boolean => published.has(resourceKey(id)) && !desired.state.has(resourceKey(id));
  await checkState(desired.state, targetLookup(client, isGoing));
  const actual = await readActual(client, { desired: desired.state, baseline, digests });
  const tierNotes = checkTier(client, desired.state);
  const planned = planPublish({
    desired: desired.state,
    actual,
    owned: new Set(
      [...published, ...[...actual].filter(([, one]) => isOwned(digests, one))]
        .filter(([, one]) => !hasChangedHands(one, { ours: digests, theirs }))
        .map(([key]) => key),
    ),
    service: context.service,
    target: context.target,
    notes: [...baseline.notes, ...desired.notes, ...ignoredFilesNote(desired), ...tierNotes],
    resendSecrets: baseline.comparesInstance,
  });
  await checkVaultIdentities(client, planned.plan, desired.state);
  const plan: PublishPlan = baseline.comparesInstance ? planned.plan : { ...planned.plan, isFromRecord: true };
  return { ...planned, plan, desired, records, releases, actual };
}

/** An override file may say which instance it is for. Throws `OVERRIDE` where that is another one. */
function assertMeantFor({ service }: PublishContext, { overrides }: DesiredState): void {
  const { apimServiceName: name, file } = overrides;
  if (name === undefined || name.toLowerCase() === service.serviceName.toLowerCase()) return;
  throw new PublisherError('OVERRIDE', `${file} is for the instance ${name}, not for ${service.serviceName}.`, {
    hint: 'Correct apimServiceName there, or serviceName in apiops.yaml. Nothing was sent.',
  });
}

/** Most files that a note names. */
const MOST_NAMED = 5;

function ignoredFilesNote({ ignoredFiles }: DesiredState): readonly string[] {
  if (ignoredFiles.length === 0) return [];
  const named = ignoredFiles.slice(0, MOST_NAMED).join(', ');
  const more = ignoredFiles.length > MOST_NAMED ? ` and ${ignoredFiles.length - MOST_NAMED} more` : '';
  return [`No artifacts, and therefore not published: ${named}${more}. Check their names.`];
}

/** What is known of the instance without asking it. */
interface Baseline {
  readonly last: State | undefined;
  /** Of the publishes that did not succeed since then. */
  readonly pending: readonly State[];
  readonly comparesInstance: boolean;
  readonly notes: readonly string[];
}

async function readBaseline(
  context: PublishContext,
  record: BaselineRecord | undefined,
  { full, ownsNothing }: PrepareOptions & { readonly ownsNothing: boolean },
): Promise<Baseline> {
  const read = async (one: PublishedCommit | undefined): Promise<State | undefined> =>
    readCommit(context, one, record?.tokens);
  const last = await read(record?.last);
  const attempts = await Promise.all((record?.pending ?? []).map(read));
  const pending = attempts.filter((state) => state !== undefined);
  const reason = comparisonReason({
    context,
    record,
    full,
    isComplete: last !== undefined && pending.length === attempts.length,
  });
  const failed = (record?.pending ?? []).map(
    ({ commit }) =>
      `The publish of commit ${shortCommit(commit)} did not succeed: what it may have changed is compared with the instance.`,
  );
  if (reason !== undefined) {
    const deletes = last || pending.length > 0 || !ownsNothing ? '' : ', and nothing is deleted';
    return {
      last,
      pending,
      comparesInstance: true,
      notes: [`${reason}: everything is compared with the instance${deletes}.`],
    };
  }
  const compared = `Compared with commit ${shortCommit(record?.last?.commit ?? '')}, the last one published here.`;
  return { last, pending, comparesInstance: false, notes: [compared, ...failed] };
}

/** Why the commits are not enough to know what is there; undefined where they are. */
function comparisonReason(known: {
  readonly context: PublishContext;
  readonly record: BaselineRecord | undefined;
  readonly full: boolean;
  /** This clone has all commits of the record. */
  readonly isComplete: boolean;
}): string | undefined {
  const { context, record, full, isComplete } = known;
  if (full) return 'A full comparison was asked for';
  if (!context.git) return 'This folder is no git repository that can be read, so nothing is remembered';
  if (!record?.last) return 'Nothing was published completely from this repository before';
  if ([record.last, ...record.pending].some(({ dirty }) => dirty))
    return 'Files that were not committed were published';
  if (!isComplete)
    return `Commit ${shortCommit(record.last.commit)}, published last, or a later attempt is not in this clone (fetch its history)`;
  return undefined;
}

/** The state that a commit stood for, undefined where this clone does not have it. */
async function readCommit(
  { git, desired, desiredAt }: PublishContext,
  published: PublishedCommit | undefined,
  recorded: TokenDigests | undefined,
): Promise<State | undefined> {
  const commit = published && (await git?.resolveCommit(published.commit));
  if (commit === undefined) return undefined;
  try {
    const source = await desiredAt(commit);
    return (await readDesiredState({ ...source, tokens: tokensOf(recorded, desired.tokens) })).state;
  } catch (cause) {
    throw new PublisherError(
      'BASELINE',
      `The artifacts of the published commit ${shortCommit(commit)} cannot be read.`,
      {
        hint: 'Delete the record in the instance to compare everything once.',
        cause,
      },
    );
  }
}

async function readActual(
  client: ApimClient,
  known: { readonly desired: State; readonly baseline: Baseline; readonly digests: OwnedDigests },
): Promise<State> {
  const { desired, baseline, digests } = known;
  const { last, pending, comparesInstance } = baseline;
  if (comparesInstance || !last) {
    const all = new Map([last ?? new Map(), ...pending, desired].flatMap((state) => [...state]));
    const ours = ownedDigests(all);
    const hasOrphans = [...digests].some((digest) => !ours.has(digest));
    return readService(
      client,
      hasOrphans ? selectionWith(all, (resource) => isOwned(digests, resource)) : selectionOf(all),
    );
  }
  const uncertain = new Map(pending.flatMap((attempt) => [...differences(last, attempt)]));
  if (uncertain.size === 0) return last;
  const live = await readService(client, selectionOf(uncertain));
  const certain = [...last].filter(([key]) => !uncertain.has(key));
  return new Map([...certain, ...[...live].filter(([key]) => uncertain.has(key))]);
}

/** The resources of two states that are not the same in both. */
function differences(before: State, after: State): State {
  return new Map(
    [...before, ...after].filter(([key, resource]) => {
      const [old, now] = [before.get(key), after.get(key)];
      return !old || !now || (resource === now && compareResources(now, old).length > 0);
    }),
  );
}

/**
 * Asks the instance about what the artifacts refer to but do not hold; one list answers for all named values of a
 * scope. What this publish is going to delete does not count.
 */
function targetLookup(client: ApimClient, isGoing: (id: ResourceId) => boolean): TargetLookup {
  const displayNames = new Map<string | undefined, Promise<ReadonlySet<string>>>();
  return async ({ candidates, displayName }, workspace) => {
    if (displayName !== undefined) {
      const known = displayNames.get(workspace) ?? readDisplayNames(client, workspace, isGoing);
      displayNames.set(workspace, known);
      return (await known).has(displayName.toLowerCase());
    }
    const staying = candidates.filter((id) => !isGoing(id));
    const found = await Promise.all(staying.map(async (id) => client.get(toArmPath(id))));
    return found.some((resource) => resource !== undefined);
  };
}

async function readDisplayNames(
  client: ApimClient,
  workspace: string | undefined,
  isGoing: (id: ResourceId) => boolean,
): Promise<ReadonlySet<string>> {
  const resources = await client.list(toCollectionPath(resourceId('namedValue', ['any'], workspace)));
  return new Set(
    resources.flatMap(({ name, properties }) => {
      const displayName = isJsonObject(properties) ? properties['displayName'] : undefined;
      const id = resourceId('namedValue', [String(name)], workspace);
      return typeof displayName === 'string' && !isGoing(id) ? [displayName.toLowerCase()] : [];
    }),
  );
}

import {
  compareResources,
  readService,
  resourceId,
  toArmPath,
  toCollectionPath,
  type ApimClient,
  type ServiceAddress,
  type State,
} from '@nx-apiops/apim';
import { isJsonObject } from '@nx-apiops/plan';
import { readRecords, type BaselineRecord, type InstanceRecords, type PublishedCommit } from './baseline-record.js';
import { checkState, type TargetLookup } from './check-state.js';
import { checkVaultIdentities } from './check-vault-identities.js';
import { readDesiredState, readPublishedState, type DesiredSource, type DesiredState } from './desired-state.js';
import { PublisherError } from './errors.js';
import { shortCommit, type GitRepository } from './git-repository.js';
import { assertNotOwnedByOthers } from './ownership.js';
import { planPublish } from './plan-publish.js';
import type { PlannedPublish } from './publish-plan.js';
import { selectionOf } from './selections.js';

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
  readonly desiredAt: (commit: string) => DesiredSource;
}

export interface PrepareOptions {
  /** Compare with the live instance even where the last published commit is known. */
  readonly full: boolean;
}

/** A publish that is ready to run. */
export interface PreparedPublish extends PlannedPublish {
  readonly desired: DesiredState;
  readonly records: InstanceRecords;
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
  const records = await readRecords(client, repository);
  assertNotOwnedByOthers(desired.state, records, repository);
  const baseline = await readBaseline(context, records.own, options);
  await checkState(desired.state, targetLookup(client));
  const actual = await readActual(client, desired.state, baseline);
  const planned = planPublish({
    desired: desired.state,
    actual,
    owned: new Set([...(baseline.last?.keys() ?? []), ...baseline.pending.flatMap((state) => [...state.keys()])]),
    service: context.service,
    target: context.target,
    notes: baseline.notes,
    resendSecrets: baseline.comparesInstance,
  });
  await checkVaultIdentities(client, planned.plan, desired.state);
  return { ...planned, desired, records, actual };
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
  { full }: PrepareOptions,
): Promise<Baseline> {
  const last = await readCommit(context, record?.last);
  const attempts = await Promise.all((record?.pending ?? []).map(async (one) => readCommit(context, one)));
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
    const deletes = last || pending.length > 0 ? '' : ', and nothing is deleted';
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
  if (!record?.last) return 'Nothing was published completely from this repository before';
  if (!context.git) return 'This folder is no git repository, so the last published commit cannot be read';
  if ([record.last, ...record.pending].some(({ dirty }) => dirty))
    return 'Files that were not committed were published';
  if (!isComplete)
    return `Commit ${shortCommit(record.last.commit)}, published last, or a later attempt is not in this clone (fetch its history)`;
  return undefined;
}

/** The state that a commit stood for, undefined where this clone does not have it. */
async function readCommit(
  { git, desiredAt }: PublishContext,
  published: PublishedCommit | undefined,
): Promise<State | undefined> {
  const commit = published && (await git?.resolveCommit(published.commit));
  if (commit === undefined) return undefined;
  try {
    return (await readPublishedState(desiredAt(commit))).state;
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

async function readActual(client: ApimClient, desired: State, baseline: Baseline): Promise<State> {
  const { last, pending, comparesInstance } = baseline;
  if (comparesInstance || !last) {
    const all = [last ?? new Map(), ...pending, desired].flatMap((state) => [...state]);
    return readService(client, selectionOf(new Map(all)));
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

/** Asks the instance about what the artifacts refer to but do not hold; one list answers for all named values of a scope. */
function targetLookup(client: ApimClient): TargetLookup {
  const displayNames = new Map<string | undefined, Promise<ReadonlySet<string>>>();
  return async ({ candidates, displayName }, workspace) => {
    if (displayName !== undefined) {
      const known = displayNames.get(workspace) ?? readDisplayNames(client, workspace);
      displayNames.set(workspace, known);
      return (await known).has(displayName.toLowerCase());
    }
    const found = await Promise.all(candidates.map(async (id) => client.get(toArmPath(id))));
    return found.some((resource) => resource !== undefined);
  };
}

async function readDisplayNames(client: ApimClient, workspace: string | undefined): Promise<ReadonlySet<string>> {
  const resources = await client.list(toCollectionPath(resourceId('namedValue', ['any'], workspace)));
  return new Set(
    resources.flatMap(({ properties }) => {
      const displayName = isJsonObject(properties) ? properties['displayName'] : undefined;
      return typeof displayName === 'string' ? [displayName.toLowerCase()] : [];
    }),
  );
}

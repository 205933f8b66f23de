import {
  readService,
  resourceId,
  toArmPath,
  toCollectionPath,
  type ApimClient,
  type ServiceAddress,
  type State,
} from '@nx-apiops/apim';
import { isJsonObject } from '@nx-apiops/plan';
import { readBaselineRecord, type BaselineRecord } from './baseline-record.js';
import { checkState, type TargetLookup } from './check-state.js';
import { readDesiredState, readPublishedState, type DesiredSource, type DesiredState } from './desired-state.js';
import { PublisherError } from './errors.js';
import { shortCommit, type GitRepository } from './git-repository.js';
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
  readonly comparedWith: 'baseline' | 'instance';
  readonly record: BaselineRecord | undefined;
}

/**
 * Reads what is desired and what is there, checks, and plans. Nothing is changed. What is there is the state of the
 * commit that was published last, which costs no request; without one, the instance itself is compared, and a note
 * of the plan says why.
 */
export async function preparePublish(context: PublishContext, options: PrepareOptions): Promise<PreparedPublish> {
  const { client, repository } = context;
  const desired = await readDesiredState(context.desired);
  const record = await readBaselineRecord(client, repository);
  const baseline = await findBaseline(context, record, options);
  const previous = baseline.commit === undefined ? undefined : await readPrevious(context, baseline.commit);
  await checkState(desired.state, targetLookup(client));
  const actual = previous && !options.full ? previous : await readService(client, selectionOf(desired.state));
  const planned = planPublish({
    desired: desired.state,
    actual: options.full && previous ? withPrevious(actual, previous, desired.state) : actual,
    owned: new Set(previous?.keys() ?? []),
    service: context.service,
    target: context.target,
    notes: [baseline.note],
    resendSecrets: actual !== previous,
  });
  return { ...planned, desired, record, comparedWith: actual === previous ? 'baseline' : 'instance' };
}

/** Resources that were published and are no longer desired are not read from the instance, but must be deleted. */
function withPrevious(live: State, previous: State, desired: State): State {
  return new Map([...[...previous].filter(([key]) => !desired.has(key)), ...live]);
}

async function findBaseline(
  { git }: PublishContext,
  record: BaselineRecord | undefined,
  { full }: PrepareOptions,
): Promise<{ readonly commit?: string; readonly note: string }> {
  const everything = 'everything is compared with the instance';
  if (!record)
    return { note: `Nothing was published from this repository before: ${everything}, and nothing is deleted.` };
  const short = shortCommit(record.commit);
  if (!git)
    return {
      note: `This folder is no git repository, so commit ${short} cannot be read: ${everything}, and nothing is deleted.`,
    };
  const commit = await git.resolveCommit(record.commit);
  if (commit === undefined) {
    return {
      note: `The last published commit ${short} is not in this clone (fetch its history): ${everything}, and nothing is deleted.`,
    };
  }
  if (full || record.dirty) {
    const why = full
      ? 'A full comparison was asked for'
      : `Files that were not committed were published after ${short}`;
    return { commit, note: `${why}: ${everything}.` };
  }
  return { commit, note: `Compared with commit ${short}, the last one published here.` };
}

/** The state that a commit stood for. */
async function readPrevious(context: PublishContext, commit: string): Promise<State> {
  const source = context.desiredAt(commit);
  try {
    return (await readPublishedState(source)).state;
  } catch (cause) {
    throw new PublisherError(
      'BASELINE',
      `The artifacts of the last published commit ${shortCommit(commit)} cannot be read.`,
      {
        hint: 'Fetch the full history, or delete the record in the instance to compare everything once.',
        cause,
      },
    );
  }
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

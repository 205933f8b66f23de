import type { GitPullRequest } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { objectAt, objectsAt, textAt } from '../../json-members.js';
import { listAnswer, okAnswer, type ApiCall, type Handlers } from '../api-resource.js';
import { invalidArgument, missingArgument } from '../azure-devops-fault.js';
import { enumText } from '../enum-text.js';
import { showIdentityRef } from '../identities.js';
import { identityOf } from '../organization-state.js';
import { guidOf, NO_OBJECT } from '../stable-id.js';
import { pullRequestBlocked } from '../unverified.js';
import type { Wire } from '../wire.js';
import { canBypassPolicies } from '../policy/branch-protection.js';
import {
  pullRequestBranchMissing,
  pullRequestClosed,
  pullRequestMissing,
  pullRequestStale,
  pullRequestTaken,
} from './git-faults.js';
import { mergedTree, mergeInto, requiredReviewerIds, unmetPolicies } from './pull-request-state.js';
import { repositoryOf, showRepository, writableRepositoryOf } from './repositories.js';
import type { RepositoryState } from './repository-state.js';

const STATUSES = { notSet: 0, active: 1, abandoned: 2, completed: 3, all: 4 };
const STATUS_STATES = { notSet: 0, pending: 1, succeeded: 2, failed: 3, error: 4, notApplicable: 5 };
const MERGE_STRATEGIES = { noFastForward: 1, squash: 2, rebase: 3, rebaseMerge: 4 };
/** Members that a PATCH changes as they come. */
const PLAIN_MEMBERS = ['title', 'description', 'isDraft'];

type StoredPullRequest = JsonObject & { readonly pullRequestId: number };

interface Found {
  readonly repository: RepositoryState;
  readonly pullRequest: StoredPullRequest;
}

/** The pull request that a path names, with its repository or without. */
function pullRequestOf(call: ApiCall): Found {
  const wanted = call.required('pullRequestId');
  const places = call.param('repositoryId') === undefined ? call.organization.repositories : [repositoryOf(call)];
  for (const repository of places) {
    const found = repository.pullRequests.get(Number(wanted));
    if (found) return { repository, pullRequest: { ...found, pullRequestId: Number(wanted) } };
  }
  throw pullRequestMissing(wanted);
}

/** As answers have it: while it is active, with the tips of both branches and whether they merge. */
function showPullRequest(call: ApiCall, { repository, pullRequest }: Found): JsonObject {
  const isActive = pullRequest['status'] === 'active';
  return {
    repository: showRepository(call, repository),
    ...pullRequest,
    codeReviewId: pullRequest.pullRequestId,
    ...(isActive && {
      mergeStatus: mergedTree(repository, pullRequest) ? 'succeeded' : 'conflicts',
      lastMergeSourceCommit: { commitId: tipId(repository, pullRequest, 'sourceRefName') },
      lastMergeTargetCommit: { commitId: tipId(repository, pullRequest, 'targetRefName') },
    }),
    url: `${call.url}/${call.organization.project.id}/_apis/git/repositories/${repository.id}/pullRequests/${pullRequest.pullRequestId}`,
    supportsIterations: true,
  } satisfies Wire<Pick<GitPullRequest, 'codeReviewId' | 'mergeStatus' | 'url'>> & Record<string, unknown>;
}

function tipId(repository: RepositoryState, pullRequest: JsonObject, member: string): string {
  return repository.refs.get(textAt(pullRequest, member) ?? '') ?? NO_OBJECT;
}

function createPullRequest(call: ApiCall): JsonObject {
  const { organization } = call;
  const repository = writableRepositoryOf(call, 'PullRequestContribute');
  const body = call.json();
  const sourceRefName = textAt(body, 'sourceRefName') ?? '';
  const targetRefName = textAt(body, 'targetRefName') ?? '';
  const title = textAt(body, 'title');
  if (title === undefined || title === '') throw missingArgument('title');
  if (sourceRefName === targetRefName) throw invalidArgument('The source and the target of a pull request differ.');
  if (![sourceRefName, targetRefName].every((ref) => repository.refs.has(ref))) throw pullRequestBranchMissing();
  const isTaken = [...repository.pullRequests.values()].some(
    (other) =>
      other['status'] === 'active' &&
      other['sourceRefName'] === sourceRefName &&
      other['targetRefName'] === targetRefName,
  );
  if (isTaken) throw pullRequestTaken();
  const reviewers = objectsAt(body, 'reviewers').map(({ id }) => showReviewer(call, id, {}));
  const required = requiredReviewerIds(organization, repository, targetRefName);
  const pullRequest = {
    pullRequestId: organization.nextId('pullRequest'),
    status: 'active',
    createdBy: showIdentityRef(organization.caller),
    creationDate: organization.now(),
    title,
    description: textAt(body, 'description') ?? '',
    sourceRefName,
    targetRefName,
    isDraft: body['isDraft'] === true,
    mergeId: guidOf('merge', repository.id, sourceRefName, targetRefName),
    reviewers: [
      ...reviewers.filter(({ id }) => typeof id === 'string' && !required.includes(id)),
      ...required.map((id) => showReviewer(call, id, { isRequired: true })),
    ],
    labels: objectsAt(body, 'labels').map((label) => showLabel(textAt(label, 'name'))),
  };
  repository.pullRequests.set(pullRequest.pullRequestId, pullRequest);
  return showPullRequest(call, { repository, pullRequest });
}

function updatePullRequest(call: ApiCall): JsonObject {
  const { organization } = call;
  writableRepositoryOf(call, 'PullRequestContribute');
  const { repository, pullRequest: before } = pullRequestOf(call);
  const body = call.json();
  const status = enumText(body['status'], STATUSES);
  if (before['status'] !== 'active' && !(before['status'] === 'abandoned' && status === 'active')) {
    throw pullRequestClosed();
  }
  const plain = Object.fromEntries(Object.entries(body).filter(([member]) => PLAIN_MEMBERS.includes(member)));
  const setter = identityOf(organization, textAt(body, 'autoCompleteSetBy.id') ?? '');
  const changed: StoredPullRequest = {
    ...before,
    ...plain,
    ...(body['completionOptions'] !== undefined && { completionOptions: parseCompletion(body['completionOptions']) }),
    ...(setter && { autoCompleteSetBy: showIdentityRef(setter) }),
    ...((status === 'active' || status === 'abandoned') && { status }),
  };
  const reset = changed['isDraft'] === true && before['isDraft'] !== true ? withoutVotes(changed) : changed;
  const after = status === 'completed' ? completed(call, { repository, pullRequest: reset }, body) : reset;
  return keep(call, { repository, pullRequest: after });
}

/**
 * Becoming a draft takes votes back.
 * Source: https://learn.microsoft.com/azure/devops/repos/git/pull-requests#draft-pull-requests
 */
function withoutVotes(pullRequest: StoredPullRequest): StoredPullRequest {
  return { ...pullRequest, reviewers: objectsAt(pullRequest, 'reviewers').map((one) => ({ ...one, vote: 0 })) };
}

/** Keeps the pull request; one that is to complete itself does so as soon as nothing stands against it. */
function keep(call: ApiCall, { repository, pullRequest }: Found): JsonObject {
  const waits =
    pullRequest['status'] === 'active' && isJsonObject(pullRequest['autoCompleteSetBy']) && !pullRequest['isDraft'];
  const isFree =
    waits &&
    unmetPolicies(call.organization, repository, pullRequest).length === 0 &&
    mergedTree(repository, pullRequest) !== undefined;
  const kept = isFree ? merged(call, { repository, pullRequest }) : pullRequest;
  repository.pullRequests.set(kept.pullRequestId, kept);
  return showPullRequest(call, { repository, pullRequest: kept });
}

/** The pull request once it is completed. Throws where the source moved, or policies or conflicts are against it. */
function completed(call: ApiCall, found: Found, body: JsonObject): StoredPullRequest {
  const { repository, pullRequest } = found;
  const seen = textAt(body, 'lastMergeSourceCommit.commitId');
  if (seen === undefined) throw missingArgument('lastMergeSourceCommit');
  if (seen !== tipId(repository, pullRequest, 'sourceRefName')) throw pullRequestStale();
  const bypasses = objectAt(pullRequest, 'completionOptions')['bypassPolicy'] === true;
  const unmet = unmetPolicies(call.organization, repository, pullRequest);
  if (unmet.length > 0 && !(bypasses && canBypassPolicies(call.organization, repository))) {
    throw pullRequestBlocked(`policies are not met: ${unmet.join(', ')}`);
  }
  return merged(call, found);
}

function merged(call: ApiCall, { repository, pullRequest }: Found): StoredPullRequest {
  const { organization } = call;
  const tree = mergedTree(repository, pullRequest);
  if (!tree) throw pullRequestBlocked('there are conflicts');
  const lastMergeSourceCommit = { commitId: tipId(repository, pullRequest, 'sourceRefName') };
  const lastMergeTargetCommit = { commitId: tipId(repository, pullRequest, 'targetRefName') };
  const commitId = mergeInto(organization, repository, { pullRequest, tree });
  return {
    ...pullRequest,
    status: 'completed',
    mergeStatus: 'succeeded',
    closedBy: showIdentityRef(organization.caller),
    closedDate: organization.now(),
    lastMergeSourceCommit,
    lastMergeTargetCommit,
    lastMergeCommit: { commitId },
  };
}

function parseCompletion(options: Json): JsonObject {
  if (!isJsonObject(options)) throw invalidArgument('completionOptions is an object.');
  const mergeStrategy = enumText(options['mergeStrategy'], MERGE_STRATEGIES);
  return { ...options, ...(mergeStrategy !== undefined && { mergeStrategy }) };
}

function listPullRequests(call: ApiCall, places: readonly RepositoryState[]): readonly JsonObject[] {
  const status = enumText(call.query('searchCriteria.status'), STATUSES) ?? 'active';
  const criteria: readonly (readonly [string, string | undefined])[] = [
    ['sourceRefName', call.query('searchCriteria.sourceRefName')],
    ['targetRefName', call.query('searchCriteria.targetRefName')],
    ['createdBy.id', call.query('searchCriteria.creatorId')],
    ['status', status === 'all' || status === 'notSet' ? undefined : status],
  ];
  const skip = Number(call.query('$skip') ?? 0);
  const top = Number(call.query('$top') ?? 100);
  return places
    .flatMap((repository) => [...repository.pullRequests].map(([id, pullRequest]) => ({ repository, id, pullRequest })))
    .filter(({ pullRequest }) =>
      criteria.every(([member, wanted]) => wanted === undefined || textAt(pullRequest, member) === wanted),
    )
    .sort((a, b) => b.id - a.id)
    .slice(skip, skip + top)
    .map(({ repository, id, pullRequest }) =>
      showPullRequest(call, { repository, pullRequest: { ...pullRequest, pullRequestId: id } }),
    );
}

function showReviewer(call: ApiCall, id: Json | undefined, more: JsonObject): JsonObject {
  const identity = identityOf(call.organization, typeof id === 'string' ? id : '');
  if (!identity) throw invalidArgument(`The reviewer ${JSON.stringify(id ?? null)} could not be found.`);
  return { ...showIdentityRef(identity), vote: 0, hasDeclined: false, isFlagged: false, ...more };
}

function showLabel(name: string | undefined): JsonObject {
  if (name === undefined || name === '') throw missingArgument('label.name');
  return { id: guidOf('label', name), name, active: true };
}

/** Adds a reviewer, or changes the vote of one. */
function writeReviewer(call: ApiCall): JsonObject {
  const { repository, pullRequest } = pullRequestOf(call);
  if (pullRequest['status'] !== 'active') throw pullRequestClosed();
  const body = call.json();
  const id = call.required('reviewerId');
  const others = objectsAt(pullRequest, 'reviewers');
  const before = others.find((reviewer) => reviewer['id'] === id);
  const reviewer = { ...showReviewer(call, id, before ?? {}), vote: body['vote'] ?? before?.['vote'] ?? 0 };
  const reviewers = [...others.filter((other) => other !== before), reviewer];
  keep(call, { repository, pullRequest: { ...pullRequest, reviewers } });
  return reviewer;
}

function addLabel(call: ApiCall): JsonObject {
  const { repository, pullRequest } = pullRequestOf(call);
  const label = showLabel(textAt(call.json(), 'name'));
  const others = objectsAt(pullRequest, 'labels').filter(({ id }) => id !== label['id']);
  keep(call, { repository, pullRequest: { ...pullRequest, labels: [...others, label] } });
  return label;
}

export const PULL_REQUEST_HANDLERS: Handlers = {
  list: (call) => listAnswer(listPullRequests(call, [repositoryOf(call)])),
  get: (call) => okAnswer(showPullRequest(call, pullRequestOf(call))),
  create: (call) => ({ status: 201, body: createPullRequest(call) }),
  update: (call) => okAnswer(updatePullRequest(call)),
};

/** Pull requests of all repositories. */
export const PROJECT_PULL_REQUEST_HANDLERS: Handlers = {
  list: (call) => listAnswer(listPullRequests(call, call.organization.repositories)),
  get: (call) => okAnswer(showPullRequest(call, pullRequestOf(call))),
};

export const REVIEWER_HANDLERS: Handlers = {
  list: (call) => listAnswer(objectsAt(pullRequestOf(call).pullRequest, 'reviewers')),
  replace: (call) => okAnswer(writeReviewer(call)),
};

export const LABEL_HANDLERS: Handlers = {
  list: (call) => listAnswer(objectsAt(pullRequestOf(call).pullRequest, 'labels')),
  create: (call) => okAnswer(addLabel(call)),
  remove: (call) => {
    const { repository, pullRequest } = pullRequestOf(call);
    const wanted = call.required('labelIdOrName').toLowerCase();
    const labels = objectsAt(pullRequest, 'labels').filter(
      ({ id, name }) => id !== wanted && String(name).toLowerCase() !== wanted,
    );
    keep(call, { repository, pullRequest: { ...pullRequest, labels } });
    return okAnswer(null);
  },
};

/** What services report of a pull request. */
export const STATUS_HANDLERS: Handlers = {
  list: (call) => {
    const { repository, pullRequest } = pullRequestOf(call);
    return listAnswer(repository.statuses.get(pullRequest.pullRequestId) ?? []);
  },
  create: (call) => {
    const { repository, pullRequest } = pullRequestOf(call);
    const body = call.json();
    if (textAt(body, 'context.name') === undefined) throw missingArgument('context.name');
    const status = {
      id: call.organization.nextId('status'),
      state: enumText(body['state'], STATUS_STATES) ?? 'notSet',
      description: textAt(body, 'description') ?? '',
      context: body['context'] ?? {},
      targetUrl: textAt(body, 'targetUrl') ?? '',
      creationDate: call.organization.now(),
      createdBy: showIdentityRef(call.organization.caller),
    };
    const before = repository.statuses.get(pullRequest.pullRequestId) ?? [];
    repository.statuses.set(pullRequest.pullRequestId, [...before, status]);
    return okAnswer(status);
  },
};

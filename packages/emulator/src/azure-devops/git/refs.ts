import type { GitRef, GitRefUpdateResult } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { listOf, textAt } from '../../json-members.js';
import { listAnswer, type ApiCall, type Handlers } from '../api-resource.js';
import { invalidArgument } from '../azure-devops-fault.js';
import { showIdentityRef } from '../identities.js';
import { isProtected } from '../policy/branch-protection.js';
import { NO_OBJECT } from '../stable-id.js';
import type { Wire } from '../wire.js';
import { repositoryOf } from './repositories.js';
import type { RepositoryState } from './repository-state.js';

export const REF_HANDLERS: Handlers = {
  list: listRefs,
  get: listRefs,
  create: (call) => {
    const repository = repositoryOf(call);
    const body = call.body();
    if (!Array.isArray(body)) throw invalidArgument('The body is a list of ref updates.');
    return listAnswer(
      listOf(body)
        .filter(isJsonObject)
        .map((update) => updateRef(call, repository, update)),
    );
  },
};

/** `filter` is the start of the name without `refs/`, in the query or in the path. */
function listRefs(call: ApiCall) {
  const repository = repositoryOf(call);
  const start = `refs/${call.param('filter') ?? call.query('filter') ?? ''}`;
  const part = call.query('filterContains')?.toLowerCase() ?? '';
  const names = [...repository.refs.keys()].filter(
    (name) => name.startsWith(start) && name.toLowerCase().includes(part),
  );
  return listAnswer(names.sort().map((name) => showRef(call, repository, name)));
}

function showRef(call: ApiCall, repository: RepositoryState, name: string): JsonObject {
  const { organization, url } = call;
  const path = `_apis/git/repositories/${repository.id}/refs`;
  return {
    name,
    objectId: repository.refs.get(name) ?? NO_OBJECT,
    creator: showIdentityRef(organization.caller),
    url: `${url}/${organization.project.id}/${path}?filter=${encodeURIComponent(name.replace('refs/', ''))}`,
  } satisfies Wire<Omit<GitRef, 'creator'>> & { creator: JsonObject };
}

/** Refs are refused one by one, each with its reason, in an answer that is no refusal itself. */
function updateRef(call: ApiCall, repository: RepositoryState, update: JsonObject): JsonObject {
  const name = textAt(update, 'name') ?? '';
  const oldObjectId = textAt(update, 'oldObjectId') ?? NO_OBJECT;
  const newObjectId = textAt(update, 'newObjectId') ?? NO_OBJECT;
  const result = (updateStatus: string): JsonObject =>
    ({
      repositoryId: repository.id,
      name,
      oldObjectId,
      newObjectId,
      isLocked: false,
      success: updateStatus === 'succeeded',
      updateStatus,
    }) satisfies Wire<GitRefUpdateResult>;
  if (!/^refs\/(?:heads|tags)\/.+/.test(name)) return result('invalidRefName');
  if (repository.isReadOnly) return result('writePermissionRequired');
  if ((repository.refs.get(name) ?? NO_OBJECT) !== oldObjectId) return result('staleOldObjectId');
  if (newObjectId !== NO_OBJECT && !repository.commits.has(newObjectId)) return result('unresolvableToCommit');
  if (oldObjectId !== NO_OBJECT && isProtected(call.organization, repository, name)) return result('rejectedByPolicy');
  if (newObjectId === NO_OBJECT) repository.refs.delete(name);
  else repository.refs.set(name, newObjectId);
  return result('succeeded');
}

import type { GitRepository } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { textAt } from '../../json-members.js';
import { listAnswer, NO_CONTENT, okAnswer, type ApiCall, type Handlers } from '../api-resource.js';
import type { RepositorySeed } from '../azure-devops-seed.js';
import { invalidArgument, missingArgument } from '../azure-devops-fault.js';
import { showProjectRef } from '../organization-state.js';
import { DISABLED_IS_MISSING, NAME_NEEDS_PROJECT } from '../unverified.js';
import type { Wire } from '../wire.js';
import { permissionNeeded, repositoryMissing, repositoryTaken, type GitPermission } from './git-faults.js';
import { createRepository, type RepositoryState } from './repository-state.js';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The repository that the path names. A disabled one is as good as none. */
export function repositoryOf(call: ApiCall): RepositoryState {
  const found = listedRepositoryOf(call);
  if (found.isDisabled && DISABLED_IS_MISSING) throw repositoryMissing(found.name);
  return found;
}

/** The repository that the path names by id, or by name where it names the project too; also one that is disabled. */
function listedRepositoryOf(call: ApiCall): RepositoryState {
  const wanted = call.required('repositoryId');
  if (!call.hasProject && !GUID.test(wanted)) throw invalidArgument(NAME_NEEDS_PROJECT);
  const key = wanted.toLowerCase();
  const found = call.organization.repositories.find(({ id, name }) => id === key || name.toLowerCase() === key);
  if (found) return found;
  throw repositoryMissing(wanted);
}

export function showRepository(call: ApiCall, repository: RepositoryState): JsonObject {
  const { organization, url } = call;
  const { id, name, defaultBranch, isDisabled, isFork } = repository;
  const web = `${url}/${organization.project.name}/_git/${name}`;
  return {
    id,
    name,
    url: `${url}/${organization.project.id}/_apis/git/repositories/${id}`,
    project: showProjectRef(organization, url),
    ...(defaultBranch !== undefined && { defaultBranch }),
    size: repository.commits.size * 1024,
    remoteUrl: web,
    sshUrl: `git@ssh.dev.azure.com:v3/${organization.name}/${organization.project.name}/${name}`,
    webUrl: web,
    isDisabled,
    isInMaintenance: false,
    ...(isFork && { isFork }),
  } satisfies Wire<Omit<GitRepository, 'project'>> & { project: JsonObject };
}

function newRepository(name: string): Required<RepositorySeed> {
  const flags = { isDisabled: false, isFork: false, noWrite: false, protectedBranch: false };
  return { name, files: {}, defaultBranch: 'main', ...flags };
}

/** The repository that the path names, to be written to. Throws a 403 where nobody may. */
export function writableRepositoryOf(call: ApiCall, permission: GitPermission): RepositoryState {
  const repository = repositoryOf(call);
  if (repository.isReadOnly) throw permissionNeeded(permission, call.organization.caller.providerDisplayName);
  return repository;
}

export const REPOSITORY_HANDLERS: Handlers = {
  list: (call) => listAnswer(call.organization.repositories.map((repository) => showRepository(call, repository))),
  get: (call) => okAnswer(showRepository(call, listedRepositoryOf(call))),
  create: (call) => {
    const name = textAt(call.json(), 'name');
    if (name === undefined || name === '') throw missingArgument('name');
    const { organization } = call;
    if (organization.repositories.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
      throw repositoryTaken(name);
    }
    const repository = createRepository(newRepository(name), organization);
    organization.repositories.push(repository);
    return { status: 201, body: showRepository(call, repository) };
  },
  update: (call) => {
    const repository = listedRepositoryOf(call);
    const change = call.json();
    if (typeof change['isDisabled'] === 'boolean') repository.isDisabled = change['isDisabled'];
    repository.name = textAt(change, 'name') ?? repository.name;
    repository.defaultBranch = textAt(change, 'defaultBranch') ?? repository.defaultBranch;
    return okAnswer(showRepository(call, repository));
  },
  remove: (call) => {
    const { repositories } = call.organization;
    repositories.splice(repositories.indexOf(listedRepositoryOf(call)), 1);
    return NO_CONTENT;
  },
};

import { nodeId } from '../accounts.js';
import type { GitHubCall } from '../github-call.js';
import type { Label, Repository } from '../repository.js';
import { nodeMissing } from '../unverified.js';
import type { PlacedPullRequest } from '../world.js';
import { OrganizationNode, teamNode, userNode } from './account-nodes.js';
import { objectWithOid, RefNode } from './git-nodes.js';
import { parseGlobalId } from './global-id.js';
import { GraphQLFault } from './graphql-fault.js';
import { PullRequestNode } from './pull-request-node.js';
import { labelNode, RepositoryNode } from './repository-node.js';

/** What an id stands for. Throws `NOT_FOUND` for ids of nothing that the caller sees. */
export function findNode(call: GitHubCall, id: string) {
  const { kind } = parseGlobalId(id);
  switch (kind) {
    case 'R':
      return new RepositoryNode(call, repositoryWithId(call, id));
    case 'PR': {
      const { repository, pullRequest } = pullRequestWithId(call, id);
      return new PullRequestNode(call, repository, pullRequest);
    }
    case 'REF': {
      const { repository, branch } = branchWithId(call, id);
      return new RefNode(call, repository, branch);
    }
    case 'LA': {
      const { repository, label } = labelWithId(call, id);
      return labelNode(call, repository, label);
    }
    case 'O':
      return new OrganizationNode(call);
    default:
      return accountWithId(call, id) ?? gitObjectWithId(call, id);
  }
}

export function repositoryWithId(call: GitHubCall, id: string): Repository {
  const { kind, text } = parseGlobalId(id);
  const found = kind === 'R' ? call.world.repositoryWithId(Number(text)) : undefined;
  if (found && call.sees(found)) return found;
  throw missing(id);
}

export function pullRequestWithId(call: GitHubCall, id: string): PlacedPullRequest {
  const { kind, text } = parseGlobalId(id);
  const found = kind === 'PR' ? call.world.pullRequestWithId(Number(text)) : undefined;
  if (found && call.sees(found.repository)) return found;
  throw missing(id);
}

export function branchWithId(
  call: GitHubCall,
  id: string,
): { readonly repository: Repository; readonly branch: string } {
  const { repository, rest } = placeOf(call, id);
  const branch = rest.replace(/^refs\/heads\//, '');
  if (repository.branches.has(branch)) return { repository, branch };
  throw missing(id);
}

export function labelWithId(call: GitHubCall, id: string): { readonly repository: Repository; readonly label: Label } {
  const { repository, rest } = placeOf(call, id);
  const label = repository.labels.get(rest);
  if (label) return { repository, label };
  throw missing(id);
}

function gitObjectWithId(call: GitHubCall, id: string) {
  const { repository, rest } = placeOf(call, id);
  const found = objectWithOid(call, repository, rest);
  if (found) return found;
  throw missing(id);
}

function accountWithId(call: GitHubCall, id: string) {
  const user = call.world.users.find((one) => nodeId('U', one.id) === id);
  if (user) return userNode(user);
  const team = call.world.teams.find((one) => nodeId('T', one.id) === id);
  return team && call.caller !== 'stranger' ? teamNode(call, team) : undefined;
}

function placeOf(call: GitHubCall, id: string): { readonly repository: Repository; readonly rest: string } {
  const [number = '', ...rest] = parseGlobalId(id).text.split(':');
  const repository = call.world.repositoryWithId(Number(number));
  if (repository && call.sees(repository)) return { repository, rest: rest.join(':') };
  throw missing(id);
}

function missing(id: string): GraphQLFault {
  return new GraphQLFault('NOT_FOUND', nodeMissing(id));
}

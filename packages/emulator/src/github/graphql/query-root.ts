import type { GitHubCall } from '../github-call.js';
import { searchRepositories } from '../search.js';
import { sameName } from '../world.js';
import { OrganizationNode, userNode } from './account-nodes.js';
import { Connection, type PageArguments } from './connection.js';
import { findNode } from './find-node.js';
import { unresolved } from './graphql-fault.js';
import { RepositoryNode } from './repository-node.js';

interface RateLimitShown {
  readonly cost: number;
  readonly limit: number;
  readonly nodeCount: number;
  readonly remaining: number;
  readonly resetAt: string;
  readonly used: number;
}

/** Where every query starts. */
export function queryRoot(call: GitHubCall, rateLimit: RateLimitShown) {
  const { world } = call;
  const isOurs = (login: string): boolean => sameName(login, world.organization.login);
  return {
    viewer: () => userNode(world.owner),
    rateLimit: () => rateLimit,
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      const found = world.findRepository(owner, name);
      if (found && call.sees(found)) return new RepositoryNode(call, found);
      throw unresolved(`a Repository with the name '${owner}/${name}'`);
    },
    organization: ({ login }: { readonly login: string }) => {
      if (isOurs(login)) return new OrganizationNode(call);
      throw unresolved(`an Organization with the login of '${login}'`);
    },
    repositoryOwner: ({ login }: { readonly login: string }) => {
      if (isOurs(login)) return new OrganizationNode(call);
      const user = world.findUser(login);
      return user ? userNode(user) : null;
    },
    node: ({ id }: { readonly id: string }) => findNode(call, id),
    // Each that is unknown is an error of its own place in the list.
    nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map((id) => nodeOrError(call, id)),
    search: (args: PageArguments & { readonly query: string; readonly type: string }) => {
      const found = args.type === 'REPOSITORY' ? searchRepositories(call, args.query) : [];
      return new Connection(found, args, (repository) => new RepositoryNode(call, repository));
    },
  };
}

function nodeOrError(call: GitHubCall, id: string): unknown {
  try {
    return findNode(call, id);
  } catch (error) {
    return error;
  }
}

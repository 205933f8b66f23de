import { nodeId } from '../accounts.js';
import type { GitHubCall } from '../github-call.js';
import { sameName, type Account, type Team } from '../world.js';
import { Connection, type PageArguments } from './connection.js';
import { RepositoryNode } from './repository-node.js';

export function userNode({ id, login }: Account) {
  return { __typename: 'User', id: nodeId('U', id), databaseId: id, login };
}

interface RepositoryFilter extends PageArguments {
  readonly isArchived?: boolean | null;
  readonly isFork?: boolean | null;
  readonly privacy?: 'PRIVATE' | 'PUBLIC' | null;
  readonly visibility?: 'PRIVATE' | 'PUBLIC' | 'INTERNAL' | null;
  readonly orderBy?: { readonly field: string; readonly direction: 'ASC' | 'DESC' } | null;
}

export class OrganizationNode {
  readonly __typename = 'Organization';
  readonly #call: GitHubCall;

  constructor(call: GitHubCall) {
    this.#call = call;
  }

  id(): string {
    return nodeId('O', this.databaseId());
  }

  databaseId(): number {
    return this.#call.world.organization.id;
  }

  login(): string {
    return this.#call.world.organization.login;
  }

  name(): string {
    return this.login();
  }

  repository({ name }: { readonly name: string }): RepositoryNode | null {
    const found = this.#call.world.findRepository(this.login(), name);
    return found && this.#call.sees(found) ? new RepositoryNode(this.#call, found) : null;
  }

  repositories(args: RepositoryFilter) {
    const { isArchived, isFork, privacy, visibility, orderBy } = args;
    const wanted = (visibility ?? privacy)?.toLowerCase();
    const found = this.#call.world.repositories.filter(
      (repository) =>
        this.#call.sees(repository) &&
        (typeof isArchived !== 'boolean' || repository.settings.archived === isArchived) &&
        (typeof isFork !== 'boolean' || repository.isFork === isFork) &&
        (wanted === undefined || repository.visibility === wanted),
    );
    if (orderBy) {
      const sign = orderBy.direction === 'DESC' ? -1 : 1;
      const key = (one: (typeof found)[number]): string => {
        if (orderBy.field === 'NAME') return one.name;
        return orderBy.field === 'CREATED_AT' ? one.createdAt : one.updatedAt;
      };
      found.sort((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign));
    }
    return new Connection(found, args, (repository) => new RepositoryNode(this.#call, repository));
  }

  team({ slug }: { readonly slug: string }) {
    const team = this.#call.world.teams.find((one) => sameName(one.slug, slug));
    return team && this.#call.caller !== 'stranger' ? teamNode(this.#call, team) : null;
  }
}

export function teamNode(call: GitHubCall, { id, slug }: Team) {
  return {
    __typename: 'Team',
    id: nodeId('T', id),
    databaseId: id,
    name: slug,
    slug,
    repositories: (args: PageArguments) => {
      const found = call.world.repositories.filter((one) => one.teams.has(slug) && call.sees(one));
      return new Connection(found, args, (repository) => new RepositoryNode(call, repository));
    },
  };
}

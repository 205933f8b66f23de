import { ScmError } from '../errors.js';
import type { GitHubClient } from './github-client.js';

/** A team or a person, as GitHub's rules name them. */
export interface Principal {
  readonly type: 'Team' | 'User';
  readonly id: number;
}

/**
 * Names of `apiops.yaml` and GitHub's numbers for them: `api-platform` and `@acme/api-platform` are teams, `@alice` is a
 * person. Each is asked for once.
 */
export interface Directory {
  /** Throws `SCM_NAME_UNKNOWN`. */
  readonly principal: (name: string) => Promise<Principal>;
  /** The id of the app of this slug. */
  readonly app: (slug: string) => Promise<number>;
  /** The same name in the one way in which settings are compared. */
  readonly canonical: (name: string) => string;
}

export function createDirectory(client: GitHubClient, organization: string): Directory {
  const principals = new Map<string, Promise<Principal>>();
  const apps = new Map<string, Promise<number>>();
  return {
    principal: (name) => {
      const key = canonicalName(name, organization);
      return remember(principals, key, () => findPrincipal(client, organization, key));
    },
    app: (slug) =>
      remember(apps, slug, async () => {
        const app = await client.send('GET /apps/{app_slug}', { app_slug: slug });
        return Number(app?.id ?? 0);
      }),
    canonical: (name) => canonicalName(name, organization),
  };
}

function remember<Value>(known: Map<string, Promise<Value>>, key: string, find: () => Promise<Value>): Promise<Value> {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}

function canonicalName(name: string, organization: string): string {
  const prefix = `@${organization}/`.toLowerCase();
  const bare = name.toLowerCase().startsWith(prefix) ? name.slice(prefix.length) : name;
  return bare.toLowerCase();
}

async function findPrincipal(client: GitHubClient, organization: string, name: string): Promise<Principal> {
  if (name.startsWith('@')) {
    const user = await client.find('GET /users/{username}', { username: name.slice(1) });
    if (user) return { type: 'User', id: Number(user.id) };
    throw new ScmError('SCM_NAME_UNKNOWN', `GitHub has no user ${name}.`, {
      hint: 'A person is named by @ and the login, a team by its slug without @. Correct the name in apiops.yaml.',
    });
  }
  const team = await client.find('GET /orgs/{org}/teams/{team_slug}', { org: organization, team_slug: name });
  if (team) return { type: 'Team', id: Number(team.id) };
  throw new ScmError(
    'SCM_NAME_UNKNOWN',
    `The organization ${organization} has no team "${name}", or the token must not see it.`,
    {
      hint: `Create the team, correct the name in apiops.yaml, or give the token the organization permission "Members: read".`,
    },
  );
}

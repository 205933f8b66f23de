import { ScmError } from '../../errors.js';
import type { RepositoryQuestion, RolloutFlag, RolloutRepository } from '../rollout-port.js';
import { UNTOLD_PERMISSION_WRITES } from '../unverified.js';
import { ask, problemOf, type GitHubSession } from './graphql-session.js';

const PAGE = 100;

/** Connections of 100 and 20 each: 2,100 nodes of the 500,000 that a query may ask for. */
const REPOSITORIES = `query ($login: String!, $after: String) {
  organization(login: $login) {
    repositories(first: ${PAGE}, after: $after, orderBy: { field: NAME, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id nameWithOwner isArchived isDisabled isFork isTemplate isEmpty viewerPermission
        defaultBranchRef { name target { oid } }
        repositoryTopics(first: 20) { nodes { topic { name } } }
      }
    }
  }
}`;

const TEAM = `query ($login: String!, $team: String!, $after: String) {
  organization(login: $login) {
    team(slug: $team) {
      repositories(first: ${PAGE}, after: $after) { pageInfo { hasNextPage endCursor } nodes { nameWithOwner } }
    }
  }
}`;

interface Page<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly (Node | null)[] | null;
}

interface RepositoryNode {
  readonly id: string;
  readonly nameWithOwner: string;
  readonly isArchived: boolean;
  readonly isDisabled: boolean;
  readonly isFork: boolean;
  readonly isTemplate: boolean;
  readonly isEmpty: boolean;
  readonly viewerPermission: string | null;
  readonly defaultBranchRef: { readonly name: string; readonly target: { readonly oid: string } | null } | null;
  readonly repositoryTopics: {
    readonly nodes: readonly ({ readonly topic: { readonly name: string } } | null)[] | null;
  };
}

type Properties = RolloutRepository['properties'];

/** Throws `SCM_NOT_FOUND` for an organization or a team that the token does not see. */
export async function* listRepositories(
  session: GitHubSession,
  { properties = false, teams = [] }: RepositoryQuestion,
): AsyncIterable<readonly RolloutRepository[]> {
  const known = properties ? await readProperties(session) : new Map<string, Properties>();
  const members = new Map<string, ReadonlySet<string>>();
  for (const team of new Set(teams)) members.set(team, await readTeam(session, team));
  let after: string | null = null;
  do {
    const page: Page<RepositoryNode> = await readPage(session, after);
    const found = (page.nodes ?? []).filter((node) => node !== null);
    yield found.map((node) => ({
      ...factsOf(node),
      properties: known.get(node.nameWithOwner.toLowerCase()) ?? {},
      teams: [...members].filter(([, names]) => names.has(node.nameWithOwner)).map(([team]) => team),
    }));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

async function readPage(session: GitHubSession, after: string | null): Promise<Page<RepositoryNode>> {
  const what = 'list repositories';
  const login = session.organization;
  const { data, errors } = await ask<{ organization: { repositories: Page<RepositoryNode> } | null }>(session, what, {
    query: REPOSITORIES,
    variables: { login, after },
  });
  if (data.organization) return data.organization.repositories;
  throw problemOf(errors, 'organization', what);
}

function factsOf(node: RepositoryNode): Omit<RolloutRepository, 'properties' | 'teams'> {
  const { defaultBranchRef } = node;
  const headOid = defaultBranchRef?.target?.oid ?? '';
  return {
    host: 'github',
    id: node.id,
    fullName: node.nameWithOwner,
    defaultBranch: defaultBranchRef?.name ?? '',
    headOid,
    flags: flagsOf(node, headOid),
    topics: (node.repositoryTopics.nodes ?? []).flatMap((entry) => entry?.topic.name ?? []),
  };
}

function flagsOf(node: RepositoryNode, headOid: string): readonly RolloutFlag[] {
  const { viewerPermission } = node;
  const canWrite =
    viewerPermission === null ? UNTOLD_PERMISSION_WRITES : !['READ', 'TRIAGE'].includes(viewerPermission);
  const flags: readonly (readonly [boolean, RolloutFlag])[] = [
    [node.isArchived, 'archived'],
    [node.isDisabled, 'disabled'],
    [node.isFork, 'fork'],
    [node.isTemplate, 'template'],
    [node.isEmpty || headOid === '', 'empty'],
    [!canWrite, 'no-write'],
  ];
  return flags.flatMap(([is, flag]) => (is ? [flag] : []));
}

async function readTeam(session: GitHubSession, team: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let after: string | null = null;
  do {
    const page: Page<NamedNode> = await readTeamPage(session, team, after);
    for (const node of page.nodes ?? []) if (node) names.add(node.nameWithOwner);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return names;
}

interface NamedNode {
  readonly nameWithOwner: string;
}

async function readTeamPage(session: GitHubSession, team: string, after: string | null): Promise<Page<NamedNode>> {
  type Data = { organization: { team: { repositories: Page<NamedNode> } | null } | null };
  const { data, errors } = await ask<Data>(session, 'list repositories of teams', {
    query: TEAM,
    variables: { login: session.organization, team, after },
  });
  const page = data.organization?.team?.repositories;
  if (page) return page;
  if (errors.length > 0) throw problemOf(errors, 'organization', `list repositories of team ${team}`);
  throw new ScmError('SCM_NOT_FOUND', `The organization ${session.organization} has no team ${team}.`, {
    hint: 'Correct its short name, or give the token the organization permission "Members: read".',
  });
}

/** By full name in lower case. */
async function readProperties(session: GitHubSession): Promise<ReadonlyMap<string, Properties>> {
  const found = new Map<string, Properties>();
  for (let page = 1; ; page += 1) {
    session.counter.add('list properties');
    const rows = await session.client.send('GET /orgs/{org}/properties/values', {
      org: session.organization,
      per_page: PAGE,
      page,
    });
    for (const { repository_full_name: name, properties } of rows) {
      const set = properties.filter(({ value }) => value !== null);
      found.set(name.toLowerCase(), Object.fromEntries(set.map((one) => [one.property_name, one.value ?? ''])));
    }
    if (rows.length < PAGE) return found;
  }
}

import { guidOf } from './stable-id.js';

/** A Git repository that exists at the start. */
export interface RepositorySeed {
  readonly name: string;
  /** Text by path, such as `/README.md`; default one README. With `{}` the repository is empty and has no branch. */
  readonly files?: Readonly<Record<string, string>>;
  readonly defaultBranch?: string;
  /** Nothing in the repository can be reached; lists still show it. */
  readonly isDisabled?: boolean;
  readonly isFork?: boolean;
  /** Tokens see the repository and may neither push to it nor write its pull requests. */
  readonly noWrite?: boolean;
  /** The default branch changes through pull requests with an approval only. */
  readonly protectedBranch?: boolean;
}

/** Many repositories of one kind, named `<prefix>0001` and so on, which share their files. */
export interface ManyRepositories extends Omit<RepositorySeed, 'name'> {
  readonly count: number;
  readonly prefix: string;
}

/** What the emulated Azure DevOps has at the start: one organization with one project. */
export interface AzureDevOpsSeed {
  /** Default `acme`. */
  readonly organization?: string;
  /** Default `apis`. */
  readonly project?: string;
  /** Names of the project's groups beside those that every project has; default `api-platform`. */
  readonly groups?: readonly string[];
  /** Unique names of users; default `octocat@example.com`. */
  readonly users?: readonly string[];
  /** Default one, `acme-apis`. */
  readonly repositories?: readonly RepositorySeed[];
  readonly manyRepositories?: ManyRepositories | readonly ManyRepositories[];
  /** Entra tenant of the organization. */
  readonly tenantId?: string;
  /** Every so many answers, one that succeeds carries a `Retry-After`, as the service does before it refuses. */
  readonly retryAfterOnOk?: number;
  /** `azure-devops` slows requests down and then refuses them, as the service does with those who use much. */
  readonly limits?: 'azure-devops';
  /** One second counts as so many for limits; default 1. */
  readonly clockSpeed?: number;
}

export interface ResolvedAzureDevOps {
  readonly organization: string;
  readonly project: string;
  readonly groups: readonly string[];
  readonly users: readonly string[];
  readonly repositories: readonly Required<RepositorySeed>[];
  readonly tenantId: string;
  readonly retryAfterOnOk: number | undefined;
  readonly limits: 'azure-devops' | undefined;
  readonly clockSpeed: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What a path segment can carry; the service's own rules are stricter. */
const NAME = /^[^/\\?#%]{1,64}$/;

export function resolveAzureDevOps(seed: AzureDevOpsSeed = {}): ResolvedAzureDevOps {
  const repositories = seed.repositories ?? [{ name: 'acme-apis' }];
  return {
    organization: seed.organization ?? 'acme',
    project: seed.project ?? 'apis',
    groups: seed.groups ?? ['api-platform'],
    users: seed.users ?? ['octocat@example.com'],
    repositories: [...repositories.map(resolveRepository), ...resolveMany(seed.manyRepositories)],
    tenantId: seed.tenantId ?? guidOf('tenant'),
    retryAfterOnOk: seed.retryAfterOnOk,
    limits: seed.limits,
    clockSpeed: seed.clockSpeed ?? 1,
  };
}

function resolveRepository(seed: RepositorySeed): Required<RepositorySeed> {
  return {
    name: seed.name,
    files: withLeadingSlashes(seed.files ?? { '/README.md': `# ${seed.name}\n` }),
    defaultBranch: seed.defaultBranch ?? 'main',
    isDisabled: seed.isDisabled ?? false,
    isFork: seed.isFork ?? false,
    noWrite: seed.noWrite ?? false,
    protectedBranch: seed.protectedBranch ?? false,
  };
}

function resolveMany(many: ManyRepositories | readonly ManyRepositories[] = []): readonly Required<RepositorySeed>[] {
  return [many].flat().flatMap(({ count, prefix, ...shared }) => {
    const resolved = resolveRepository({ name: prefix, ...shared });
    return Array.from({ length: count }, (_, index) => ({
      ...resolved,
      name: `${prefix}${String(index + 1).padStart(4, '0')}`,
    }));
  });
}

/** What is wrong with the seed, in the form of the other options' complaints. */
export function azureDevOpsComplaints(seed: ResolvedAzureDevOps): readonly (readonly [boolean, string, string])[] {
  const { organization, project, repositories, tenantId, retryAfterOnOk } = seed;
  const names = [organization, project, ...repositories.map(({ name }) => name)];
  const badName = names.find((name) => !NAME.test(name));
  const distinct = new Set(repositories.map(({ name }) => name.toLowerCase()));
  return [
    [badName !== undefined, `azureDevOps ${JSON.stringify(badName)}`, 'a name without slashes, at most 64 characters'],
    [distinct.size !== repositories.length, 'azureDevOps.repositories', 'each name once'],
    [!UUID.test(tenantId), `azureDevOps.tenantId ${JSON.stringify(tenantId)}`, 'a UUID'],
    [
      retryAfterOnOk !== undefined && (!Number.isInteger(retryAfterOnOk) || retryAfterOnOk < 1),
      `azureDevOps.retryAfterOnOk ${retryAfterOnOk}`,
      'a whole number from 1',
    ],
    [
      !(seed.clockSpeed > 0 && Number.isFinite(seed.clockSpeed)),
      `azureDevOps.clockSpeed ${seed.clockSpeed}`,
      'a number above 0',
    ],
  ];
}

function withLeadingSlashes(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`/${path.replace(/^\/+/, '')}`, content]));
}

import type { GitRepository } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { RolloutFlag, RolloutRepository } from '../rollout-port.js';
import { askGit, type AzureDevOpsSession } from './azure-devops-session.js';

const PAGE = 100;

/** The service tells all of them at once. */
export async function* listRepositories(session: AzureDevOpsSession): AsyncIterable<readonly RolloutRepository[]> {
  const all = await askGit(session, 'list repositories', (git) => git.getRepositories(session.project));
  const { organization } = session.client;
  const sorted = all.sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
  for (let start = 0; start < sorted.length; start += PAGE) {
    yield sorted.slice(start, start + PAGE).map((repository) => factsOf(repository, organization));
  }
}

function factsOf(repository: GitRepository, organization: string): RolloutRepository {
  const { id = '', name = '', project, defaultBranch } = repository;
  return {
    host: 'azure-devops',
    id,
    fullName: `${organization}/${project?.name ?? ''}/${name}`,
    defaultBranch: defaultBranch?.replace(/^refs\/heads\//, '') ?? '',
    headOid: '',
    flags: flagsOf(repository),
    topics: [],
    properties: {},
    teams: [],
  };
}

function flagsOf({ defaultBranch, isDisabled, isInMaintenance, isFork }: GitRepository): readonly RolloutFlag[] {
  const flags: readonly (readonly [boolean, RolloutFlag])[] = [
    [isDisabled === true || isInMaintenance === true, 'disabled'],
    [isFork === true, 'fork'],
    [defaultBranch === undefined, 'empty'],
  ];
  return flags.flatMap(([is, flag]) => (is ? [flag] : []));
}

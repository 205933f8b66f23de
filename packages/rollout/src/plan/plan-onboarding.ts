import {
  APIOPS_FILE,
  ConfigError,
  parseApiopsConfig,
  type ArtifactLayoutName,
  type EnvironmentSection,
  type PlatformSection,
} from '@nx-apiops/config';
import { stringify } from 'yaml';
import { discoverEnvironments, type FoundEnvironments } from './discover-environments.js';
import type { Recognition } from './recognise.js';
import type { RepositorySnapshot } from './repository-snapshot.js';

/** What a campaign knows of a repository of the older tools that its files do not tell. */
export interface OnboardingSupply {
  readonly folder?: string;
  readonly layout?: ArtifactLayoutName;
  /** In the order of promotion. Members that are not stated are looked for in the files. */
  readonly environments?: readonly (Pick<EnvironmentSection, 'name'> & Partial<EnvironmentSection>)[];
}

export type OnboardingOutcome =
  | { readonly text: string }
  /** Keys of `apiops.yaml` that nothing tells, or what is wrong with it. */
  | { readonly missing: readonly string[] };

const HEADER = '# yaml-language-server: $schema=./node_modules/@nx-apiops/config/schema/apiops.schema.json\n';

/**
 * The `apiops.yaml` of a repository of the older tools, from what its files and the campaign say. Nothing is guessed: what
 * neither tells is named instead. Pure.
 */
export function planOnboarding(
  snapshot: RepositorySnapshot,
  { folders, layout }: Extract<Recognition, { kind: 'plain' }>,
  options: { readonly supply?: OnboardingSupply | undefined; readonly platform?: PlatformSection | undefined },
): OnboardingOutcome {
  const { supply = {}, platform } = options;
  const found = discoverEnvironments(snapshot);
  const environments = mergeEnvironments(found, supply);
  const folder = supply.folder ?? (folders.length === 1 && folders[0] !== '' ? folders[0] : undefined);
  const chosenLayout = supply.layout ?? layout;
  const missing = [
    ...(folder === undefined ? ['artifacts.folder'] : []),
    ...(chosenLayout === undefined ? ['artifacts.layout'] : []),
    ...missingEnvironments(environments, found.isOrdered || supply.environments !== undefined),
    ...(platform === undefined ? ['pipelines.platform'] : []),
  ];
  if (missing.length > 0) return { missing };
  const [organization = '', ...rest] = snapshot.fullName.split('/');
  const file = {
    version: 1,
    organization,
    repository: snapshot.fullName,
    hosting: snapshot.host,
    ...(snapshot.host === 'azure-devops' && { project: rest[0] }),
    artifacts: { folder, layout: chosenLayout },
    environments,
    pipelines: {
      form: 'shared',
      platform,
      ...(snapshot.defaultBranch !== 'main' && { branch: snapshot.defaultBranch }),
      ...(found.secrets.length > 0 && { secrets: found.secrets }),
    },
  };
  return checked(HEADER + stringify(file, { lineWidth: 0 }));
}

type PartialEnvironment = Pick<EnvironmentSection, 'name'> & Partial<EnvironmentSection>;

function missingEnvironments(environments: readonly PartialEnvironment[], isOrdered: boolean): readonly string[] {
  if (environments.length === 0) return ['environments'];
  const nameless = environments.filter(({ serviceName }) => serviceName === undefined);
  return [
    ...(isOrdered ? [] : ['environments: their order']),
    ...nameless.map(({ name }) => `environments: serviceName of ${name}`),
  ];
}

function mergeEnvironments(
  { environments }: FoundEnvironments,
  supply: OnboardingSupply,
): readonly PartialEnvironment[] {
  if (!supply.environments) return environments;
  return supply.environments.map((stated) => ({ ...environments.find(({ name }) => name === stated.name), ...stated }));
}

function checked(text: string): OnboardingOutcome {
  try {
    parseApiopsConfig(text, APIOPS_FILE);
    return { text };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { missing: error.problems.map(({ path, message }) => `${path}: ${message}`) };
  }
}

import type { Json } from '@nx-apiops/plan';
import type { AzureDevOpsSeed, ManyRepositories, RepositorySeed } from './azure-devops/azure-devops-seed.js';
import { EmulatorError } from './errors.js';
import type { GitHubAppSeed, GitHubRepositorySeed, GitHubSeed, ManyGitHubRepositories } from './github/github-seed.js';
import { FAULT_KINDS } from './http/fault-kinds.js';
import { resolveOptions, type EmulatorOptions, type FaultOptions, type SingleFaultOptions } from './options.js';
import {
  byName,
  FLAG,
  listOf,
  members,
  NUMBER,
  oneOf,
  oneOrMore,
  PROPERTY,
  TEXT,
  WHOLE_NUMBER,
  type SeedProblem,
  type SeedShape,
} from './seed-shape.js';

/** What a file can say of the emulator's start, for processes that cannot hand over objects. */
export type EmulatorSeed = Pick<EmulatorOptions, 'github' | 'azureDevOps' | 'faults'>;

const MANY = { count: WHOLE_NUMBER, prefix: TEXT } as const;

const GITHUB_REPOSITORY: SeedShape<GitHubRepositorySeed> = {
  name: TEXT,
  visibility: oneOf('public', 'private'),
  files: byName(TEXT),
  createdAt: TEXT,
  defaultBranch: TEXT,
  topics: listOf(TEXT),
  properties: byName(PROPERTY),
  archived: FLAG,
  disabled: FLAG,
  isFork: FLAG,
  isTemplate: FLAG,
  allowAutoMerge: FLAG,
  protectedBranch: FLAG,
  teams: listOf(TEXT),
  noWrite: FLAG,
  checks: oneOf('success', 'failure', 'pending'),
};

const AZURE_DEVOPS_REPOSITORY: SeedShape<RepositorySeed> = {
  name: TEXT,
  files: byName(TEXT),
  defaultBranch: TEXT,
  isDisabled: FLAG,
  isFork: FLAG,
  noWrite: FLAG,
  protectedBranch: FLAG,
};

const { name: _githubName, ...GITHUB_SHARED } = GITHUB_REPOSITORY;
const { name: _azureDevOpsName, ...AZURE_DEVOPS_SHARED } = AZURE_DEVOPS_REPOSITORY;

const GITHUB: SeedShape<GitHubSeed> = {
  organization: TEXT,
  plan: oneOf('free', 'team', 'enterprise'),
  teams: listOf(TEXT),
  users: listOf(TEXT),
  repositories: listOf(members<GitHubRepositorySeed>(GITHUB_REPOSITORY, ['name'])),
  manyRepositories: oneOrMore(members<ManyGitHubRepositories>({ ...GITHUB_SHARED, ...MANY }, ['count', 'prefix'])),
  secondaryLimitAfter: WHOLE_NUMBER,
  limits: oneOf('github'),
  clockSpeed: NUMBER,
  app: members<GitHubAppSeed>({ permissions: byName(oneOf('read', 'write', 'admin')), repositories: listOf(TEXT) }),
};

const AZURE_DEVOPS: SeedShape<AzureDevOpsSeed> = {
  organization: TEXT,
  project: TEXT,
  groups: listOf(TEXT),
  users: listOf(TEXT),
  repositories: listOf(members<RepositorySeed>(AZURE_DEVOPS_REPOSITORY, ['name'])),
  manyRepositories: oneOrMore(members<ManyRepositories>({ ...AZURE_DEVOPS_SHARED, ...MANY }, ['count', 'prefix'])),
  tenantId: TEXT,
  retryAfterOnOk: WHOLE_NUMBER,
  limits: oneOf('azure-devops'),
  clockSpeed: NUMBER,
};

const FAULTS: SeedShape<FaultOptions> = {
  rate: NUMBER,
  every: WHOLE_NUMBER,
  seed: WHOLE_NUMBER,
  delayMs: NUMBER,
  hosts: FLAG,
  single: members<SingleFaultOptions>({ kind: oneOf(...FAULT_KINDS), at: WHOLE_NUMBER, forGood: FLAG }, ['kind', 'at']),
};

const SEED = members<EmulatorSeed>({
  github: members(GITHUB),
  azureDevOps: members(AZURE_DEVOPS),
  faults: members(FAULTS),
});

const SHOWN_PROBLEMS = 5;

/** Throws `EMULATOR_SEED` naming the file, the members that are wrong with their values, and what is expected there. */
export function parseEmulatorSeed(text: string, file: string): EmulatorSeed {
  const seed = parseJson(text, file);
  const problems = SEED(seed, '');
  if (problems.length > 0) {
    const shown = problems.slice(0, SHOWN_PROBLEMS).map(problemText);
    const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
    throw seedError(file, [...shown, ...more].join('; '), 'Correct the members of the file.');
  }
  // Every member has been checked to have the type that it has there.
  const checked = seed as EmulatorSeed;
  try {
    resolveOptions(checked);
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error;
    throw seedError(file, error.message, error.hint ?? 'Correct the value.');
  }
  return checked;
}

function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw seedError(file, `it is not JSON: ${reason}`, 'Correct the file.');
  }
}

function problemText({ member, value, expected }: SeedProblem): string {
  const place = member === '' ? 'the whole' : member;
  const found = value === undefined ? 'is missing' : `is ${shortened(JSON.stringify(value))}`;
  return `${place} ${found}, expected ${expected}`;
}

const LONGEST_VALUE = 60;

function shortened(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

function seedError(file: string, problem: string, hint: string): EmulatorError {
  return new EmulatorError('EMULATOR_SEED', `${file} cannot be used as the seed of the emulator: ${problem}`, { hint });
}

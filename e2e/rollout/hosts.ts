import type { Hosting } from '@nx-apiops/config';
import { startEmulator, type Emulator, type EmulatorOptions } from '@nx-apiops/emulator';
import type { Files, SeededRepository } from './organization.js';

/** A pull request as a host holds it, and the files of its branch. */
export interface HeldPullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly isDraft: boolean;
  readonly body: string;
  readonly branch: string;
  readonly files: Files | undefined;
}

/** An emulated organization `acme`. */
export interface RolloutHost {
  readonly hosting: Hosting;
  readonly emulator: Emulator;
  /** How commands find it. */
  readonly env: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  readonly fullName: (repository: string) => string;
  readonly pullRequests: () => ReadonlyMap<string, readonly HeldPullRequest[]>;
  readonly close: (repository: string, number: number) => Promise<void>;
  readonly merge: (repository: string, number: number) => Promise<void>;
}

type Parsed = ReturnType<typeof JSON.parse>;

/** What a host answers to the second request, where the answer to the first one was lost. */
const DONE_ALREADY: Readonly<Record<Hosting, number>> = { github: 405, 'azure-devops': 400 };

/** Sends a change until it is answered, whatever faults the host has. */
async function insist(hosting: Hosting, method: string, url: string, body: object): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const sent = fetch(url, {
      method,
      headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const status = await sent.then((response) => response.status).catch(() => 503);
    if (status < 300 || (attempt > 1 && status === DONE_ALREADY[hosting])) return;
    if (status < 500) throw new Error(`${method} ${url} answered ${status}.`);
  }
}

type Extras = Pick<EmulatorOptions, 'faults' | 'latencyMs'>;

export async function startGitHubOrganization(
  repositories: readonly SeededRepository[],
  extras: Extras = {},
): Promise<RolloutHost> {
  const emulator = await startEmulator({
    empty: true,
    ...extras,
    github: {
      teams: ['api-platform'],
      repositories: repositories.map(({ name, files, kind: { defaultBranch, github } }) => ({
        name,
        files,
        ...(defaultBranch !== undefined && { defaultBranch }),
        ...github,
      })),
    },
  });
  const call = async (method: string, path: string, body: object): Promise<void> =>
    insist('github', method, `${emulator.url}/github/repos/acme/${path}`, body);
  return {
    hosting: 'github',
    emulator,
    env: { GITHUB_API_URL: `${emulator.url}/github`, GH_TOKEN: 'ghp_thisIsNoTokenButLooksLikeOne' },
    flags: ['--org', 'acme'],
    fullName: (name) => `acme/${name}`,
    pullRequests: () => {
      const state: Parsed = emulator.hostState('github');
      return new Map(
        Object.entries<Parsed>(state.repositories).map(([name, { pullRequests, branches }]) => [
          name,
          pullRequests.map((one: Parsed) => ({
            number: one.number,
            state: one.isMerged ? 'merged' : one.state,
            isDraft: one.isDraft,
            body: one.body,
            branch: one.head,
            files: branches[one.head]?.files,
          })),
        ]),
      );
    },
    close: (name, number) => call('PATCH', `${name}/pulls/${number}`, { state: 'closed' }),
    merge: (name, number) => call('PUT', `${name}/pulls/${number}/merge`, {}),
  };
}

export async function startAzureDevOpsOrganization(
  repositories: readonly SeededRepository[],
  extras: Extras = {},
): Promise<RolloutHost> {
  const emulator = await startEmulator({
    empty: true,
    ...extras,
    azureDevOps: {
      repositories: repositories.map(({ name, files, kind: { defaultBranch } }) => ({
        name,
        files,
        ...(defaultBranch !== undefined && { defaultBranch }),
      })),
    },
  });
  const held = (): readonly Parsed[] => (emulator.hostState('azure-devops') as Parsed).repositories;
  const update = async (name: string, number: number, body: object): Promise<void> => {
    const { id } = held().find((repository) => repository.name === name);
    const path = `apis/_apis/git/repositories/${id}/pullRequests/${number}?api-version=7.1`;
    await insist('azure-devops', 'PATCH', `${emulator.url}/azure-devops/acme/${path}`, body);
  };
  const filesOf = ({ branches }: Parsed, ref: string): Files | undefined => {
    const files: Files | undefined = branches[ref]?.files;
    return files && Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^\//, ''), text]));
  };
  const STATES: Readonly<Record<string, HeldPullRequest['state']>> = {
    active: 'open',
    abandoned: 'closed',
    completed: 'merged',
  };
  return {
    hosting: 'azure-devops',
    emulator,
    env: { AZURE_DEVOPS_ORG_URL: `${emulator.url}/azure-devops/acme` },
    flags: ['--hosting', 'azure-devops', '--org', 'acme', '--project', 'apis'],
    fullName: (name) => `acme/apis/${name}`,
    pullRequests: () =>
      new Map(
        held().map((repository) => [
          repository.name,
          repository.pullRequests.map((one: Parsed) => ({
            number: one.pullRequestId,
            state: STATES[one.status] ?? one.status,
            isDraft: one.isDraft,
            body: one.description,
            branch: one.sourceRefName.replace('refs/heads/', ''),
            files: filesOf(repository, one.sourceRefName),
          })),
        ]),
      ),
    close: (name, number) => update(name, number, { status: 'abandoned' }),
    merge: async (name, number) => {
      const repository = held().find((candidate) => candidate.name === name);
      const { sourceRefName } = repository.pullRequests.find((one: Parsed) => one.pullRequestId === number);
      const lastMergeSourceCommit = { commitId: repository.branches[sourceRefName].commitId };
      await update(name, number, { status: 'completed', lastMergeSourceCommit });
    },
  };
}

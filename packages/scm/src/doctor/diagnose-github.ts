import type { ApiopsConfig } from '@nx-apiops/config';
import { runCheck, type Finding, type Outcome } from '@nx-apiops/plan';
import { githubHost } from '../github/github-host.js';
import type { GitHubClient } from '../github/github-client.js';
import { readRepositoryFacts } from '../github/repository-facts.js';
import type { RepositoryName } from '../github/repository.js';
import { missingSecrets } from '../github/secret-settings.js';
import { protectionOutcome } from './protection-outcome.js';

interface Place {
  readonly client: GitHubClient;
  readonly repository: RepositoryName;
  readonly config: ApiopsConfig;
}

/** Looks, read-only, at all that stands between a commit and a job that runs on GitHub. Never throws. */
export async function diagnoseGitHub(place: Place): Promise<Finding[]> {
  const name = `${place.repository.owner}/${place.repository.repo}`;
  const reached = await runCheck('Repository', async () => {
    const { defaultBranch, plan, isPrivate } = await readRepositoryFacts(place.client, place.repository);
    const kind = `${isPrivate ? 'private' : 'public'}${plan === undefined ? '' : `, plan ${plan}`}`;
    const { branch } = place.config.pipelines;
    if (defaultBranch === branch) return ok(`${name}, ${kind}`);
    return {
      status: 'problem',
      text: `the default branch of ${name} is ${defaultBranch}, and apiops.yaml publishes ${branch}`,
      fix: `gh repo edit ${name} --default-branch ${branch}, or set pipelines.branch in apiops.yaml`,
    };
  });
  if (reached.status === 'problem') return [reached];
  return [
    reached,
    ...(await Promise.all([
      runCheck('Protection', async () => protectionOutcome(place.config, await githubHost(place))),
      runCheck('Pull requests by workflows', () => workflowPullRequests(place)),
      runCheck('Environments', () => environments(place)),
      runCheck('Secrets', () => secrets(place)),
      runCheck('CODEOWNERS', () => codeOwners(place)),
    ])),
  ];
}

const ok = (text: string): Outcome => ({ status: 'ok', text });

async function workflowPullRequests({ client, repository }: Place): Promise<Outcome> {
  const settings = await client.send('GET /repos/{owner}/{repo}/actions/permissions/workflow', repository);
  if (settings.can_approve_pull_request_reviews) return ok('workflows may open pull requests');
  return {
    status: 'problem',
    text: 'workflows may not open pull requests, so the extract pipeline fails',
    fix: 'set protection.actions.pullRequests: true in apiops.yaml, then npx nx-apiops protect apply',
  };
}

async function environments({ client, repository, config }: Place): Promise<Outcome> {
  const found = await client.find('GET /repos/{owner}/{repo}/environments', { ...repository, per_page: 100 });
  const names = new Set((found?.environments ?? []).map(({ name }) => name));
  const missing = config.environments.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (missing.length === 0) return ok(config.environments.map(({ name }) => name).join(', '));
  return { status: 'problem', text: `missing: ${missing.join(', ')}`, fix: 'npx nx-apiops protect apply' };
}

async function secrets({ client, repository, config }: Place): Promise<Outcome> {
  const missing = await missingSecrets(config, { client, repository, given: new Map() });
  const asked = config.pipelines.secrets.length;
  if (missing.length === 0) return ok(asked === 0 ? 'none is needed' : `all ${asked} are set`);
  return {
    status: 'problem',
    text: missing.map((text) => text.split('. ')[0] ?? text).join('; '),
    fix: 'npx nx-apiops protect apply --secrets FILE, a file of NAME=value lines',
  };
}

async function codeOwners({ client, repository }: Place): Promise<Outcome> {
  const found = await client.find('GET /repos/{owner}/{repo}/codeowners/errors', repository);
  const errors = found?.errors ?? [];
  if (errors.length === 0) return ok(found ? 'every owner is known' : 'there is none');
  return {
    status: 'problem',
    text: errors.map(({ line, message }) => `line ${line}: ${message.split('\n')[0] ?? ''}`).join('; '),
    fix: "correct the owner in the API's catalog-info.yaml, then npx nx sync; owners need write access",
  };
}

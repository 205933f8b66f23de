import type { ApiopsConfig } from '@nx-apiops/config';
import type { SettingHandlers } from '@nx-apiops/plan';
import type { ProtectionPort } from '../host-port.js';
import { refuseUnknownNames } from '../refuse-unknown-names.js';
import { namesUsed } from '../used-names.js';
import { actionsHandler } from './actions-handler.js';
import { classicHandler, RULESET_NAME, rulesetHandler } from './branch-protection/branch-protection-handler.js';
import { createDirectory } from './directory.js';
import { environmentHandler } from './environment-handler.js';
import type { GitHubClient } from './github-client.js';
import { GITHUB_TYPES, githubSettings } from './github-settings.js';
import { organizationRulesetHandler } from './organization-ruleset-handler.js';
import { refuseBeyondPlan } from './plan-limits.js';
import { readRepositoryFacts } from './repository-facts.js';
import type { RepositoryName } from './repository.js';
import { secretHandler } from './secret-handler.js';
import { missingSecrets, secretSettings } from './secret-settings.js';
import { variableHandler } from './variable-handler.js';

export interface GitHubHostOptions {
  readonly client: GitHubClient;
  readonly repository: RepositoryName;
  readonly config: ApiopsConfig;
  /** Values of secrets to write; those that it does not know are left alone. */
  readonly secrets?: ReadonlyMap<string, string>;
  /** Writes secrets that exist, too. */
  readonly replaceSecrets?: boolean;
}

/**
 * A repository on GitHub as the place of protection. Sends reads only.
 *
 * Throws `SCM_NOT_FOUND` for a repository that is not there, and `SCM_PLAN_LIMIT` with all that the plan lacks.
 */
export async function githubHost(options: GitHubHostOptions): Promise<ProtectionPort> {
  const { client, repository, config, secrets = new Map<string, string>(), replaceSecrets = false } = options;
  refuseBeyondPlan(config, await readRepositoryFacts(client, repository));
  const directory = createDirectory(client, repository.owner);
  const breakGlass = config.protection?.breakGlass;
  const context = { client, repository, directory, breakGlass };
  const isClassic = config.protection?.enforcement === 'classic' || !(await hasRulesets(options));
  const handlers: SettingHandlers = {
    [GITHUB_TYPES.branch]: isClassic ? classicHandler(context) : rulesetHandler(context),
    [GITHUB_TYPES.environment]: environmentHandler(context),
    [GITHUB_TYPES.actions]: actionsHandler(client, repository),
    [GITHUB_TYPES.organizationRuleset]: organizationRulesetHandler({
      ...context,
      organization: repository.owner,
      branch: config.pipelines.branch,
      workflowRepository: config.protection?.organizationRuleset?.requiredWorkflow?.repository,
    }),
    [GITHUB_TYPES.variable]: variableHandler(client, repository),
    [GITHUB_TYPES.secret]: secretHandler(client, repository, (name) => secrets.get(name)),
  };
  return {
    target: `${repository.owner}/${repository.repo} on GitHub`,
    handlers,
    settings: async () => {
      await refuseUnknownNames(namesUsed(config), directory.principal);
      return [
        ...githubSettings(config, directory.canonical),
        ...secretSettings(config, { given: secrets, replaceSecrets }),
      ];
    },
    notes: async () => [
      ...(isClassic ? ['There are no rulesets here; the branch gets the older branch protection.'] : []),
      ...(await foreignRules(options)),
      ...(await missingSecrets(config, { client, repository, given: secrets })),
    ],
  };
}

/** GitHub Enterprise Server before 3.11 has none, and answers 404 for a repository that is there. */
async function hasRulesets({ client, repository }: GitHubHostOptions): Promise<boolean> {
  const query = { ...repository, includes_parents: false };
  return (await client.find('GET /repos/{owner}/{repo}/rulesets', query)) !== undefined;
}

/** Rules from elsewhere that apply to the branch as well. They are shown, and never touched. */
async function foreignRules({ client, repository, config }: GitHubHostOptions): Promise<string[]> {
  const { pipelines } = config;
  const rules = await client.find('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
    ...repository,
    branch: pipelines.branch,
  });
  const rulesets = await client.find('GET /repos/{owner}/{repo}/rulesets', { ...repository, includes_parents: true });
  return (rulesets ?? [])
    .filter(({ name, source_type: source }) => name !== RULESET_NAME || source === 'Organization')
    .flatMap(({ id, name, source }) => {
      const types = (rules ?? []).filter((rule) => rule.ruleset_id === id).map(({ type }) => type);
      if (types.length === 0) return [];
      return [
        `The ruleset "${name}" of ${source} applies to ${pipelines.branch} as well: ${[...types].sort().join(', ')}.`,
      ];
    });
}

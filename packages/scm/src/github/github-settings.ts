import type { ApiopsConfig, ApiopsEnvironment, OrganizationRulesetSection, ProtectionSection } from '@nx-apiops/config';
import type { JsonObject, Setting } from '@nx-apiops/plan';
import { branchRules } from './branch-protection/branch-rules.js';
import { workflowText } from './organization-ruleset-handler.js';

/** The types of settings, in GitHub's words. */
export const GITHUB_TYPES = {
  branch: 'branch protection',
  environment: 'environment',
  actions: 'Actions settings',
  organizationRuleset: 'organization ruleset',
  variable: 'variable',
  secret: 'secret',
} as const;

/** What `apiops.yaml` wants of a repository on GitHub. Pure; `canonical` writes names of teams in one way. */
export function githubSettings(config: ApiopsConfig, canonical: (name: string) => string): Setting[] {
  const { protection, environments, pipelines, organization } = config;
  if (!protection) return [];
  const { actions, organizationRuleset: ruleset } = protection;
  return [
    { type: GITHUB_TYPES.branch, name: pipelines.branch, value: branchRules(protection, canonical) },
    ...environments.map((environment) => environmentSetting(environment, pipelines.branch, canonical)),
    ...(actions ? [actionsSetting(actions)] : []),
    ...(ruleset ? [organizationSetting(ruleset, { protection, organization, canonical })] : []),
  ];
}

function environmentSetting(
  { name, approval }: ApiopsEnvironment,
  branch: string,
  canonical: (name: string) => string,
): Setting {
  const { reviewers, ...rest } = approval ?? {};
  return {
    type: GITHUB_TYPES.environment,
    name,
    value: {
      ...rest,
      ...(reviewers && { reviewers: reviewers.map(canonical).sort() }),
      branches: [branch],
    },
  };
}

function actionsSetting({ allowed, ...rest }: NonNullable<ProtectionSection['actions']>): Setting {
  return {
    type: GITHUB_TYPES.actions,
    name: 'of the repository',
    value: { ...rest, ...(allowed && { allowed: [...allowed].sort(), githubOwned: true }) },
  };
}

function organizationSetting(
  { name, repositories, requiredWorkflow }: OrganizationRulesetSection,
  context: {
    readonly protection: ProtectionSection;
    readonly organization: string;
    readonly canonical: (name: string) => string;
  },
): Setting {
  // A merge queue works in rulesets of repositories only.
  const { mergeQueue: _, ...rules } = branchRules(context.protection, context.canonical);
  return {
    type: GITHUB_TYPES.organizationRuleset,
    name,
    value: {
      ...(rules as JsonObject),
      repositories: [...repositories].sort(),
      branches: ['~DEFAULT_BRANCH'],
      ...(requiredWorkflow && { workflow: workflowText(requiredWorkflow) }),
    },
  };
}

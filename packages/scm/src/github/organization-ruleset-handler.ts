import type { OrganizationRulesetSection } from '@nx-apiops/config';
import type { JsonObject, SettingHandler } from '@nx-apiops/plan';
import type { BranchRules, RuleIds } from './branch-protection/branch-rules.js';
import { GATE_APP } from './branch-protection/branch-rules.js';
import { fromRuleset, toRuleset, type Ruleset } from './branch-protection/ruleset.js';
import type { Directory } from './directory.js';
import type { Answer, GitHubClient } from './github-client.js';

type OrganizationRuleset = Answer<'GET /orgs/{org}/rulesets/{ruleset_id}'>;

/** The same rules for many repositories. As a desired value it has the owned members only. */
export interface OrganizationRules extends Partial<BranchRules> {
  /** Patterns of names, sorted. */
  readonly repositories: readonly string[];
  /** `apim-platform/.github/workflows/required.yml@refs/tags/v1`. */
  readonly workflow?: string;
}

/** `repository/path@ref` of the workflow that is required. */
export function workflowText({
  repository,
  path,
  ref,
}: NonNullable<OrganizationRulesetSection['requiredWorkflow']>): string {
  return `${repository}/${path}${ref === undefined ? '' : `@${ref}`}`;
}

/** Rulesets of an organization, by name. Even reading them needs its permission "Administration: write". */
export function organizationRulesetHandler(context: {
  readonly client: GitHubClient;
  readonly organization: string;
  readonly branch: string;
  readonly directory: Directory;
  readonly breakGlass?: string | undefined;
  /** The repository of the required workflow, where configuration names one. */
  readonly workflowRepository?: string | undefined;
}): SettingHandler {
  const { client, organization: org, branch, directory, breakGlass, workflowRepository } = context;
  const workflowRepositoryId = async (): Promise<number | undefined> => {
    if (workflowRepository === undefined) return undefined;
    const { id } = await client.send('GET /repos/{owner}/{repo}', { owner: org, repo: workflowRepository });
    return Number(id);
  };
  const find = async (name: string): Promise<OrganizationRuleset | undefined> => {
    const all = await client.list('GET /orgs/{org}/rulesets', { org });
    const ours = all.find((ruleset) => ruleset.name === name);
    return ours && client.send('GET /orgs/{org}/rulesets/{ruleset_id}', { org, ruleset_id: ours.id });
  };
  const ruleIds = async (): Promise<RuleIds> => {
    const app = await directory.app(GATE_APP);
    const team = breakGlass === undefined ? undefined : await directory.principal(breakGlass);
    return {
      apps: new Map([[GATE_APP, app]]),
      teams: new Map(team && breakGlass !== undefined ? [[directory.canonical(breakGlass), team.id]] : []),
    };
  };
  return {
    read: async (name) => {
      const [found, ids] = await Promise.all([find(name), ruleIds()]);
      if (!found) return undefined;
      const workflow = workflowOf(found, workflowRepository, await workflowRepositoryId());
      const refs = found.conditions && 'ref_name' in found.conditions ? found.conditions.ref_name?.include : undefined;
      return {
        ...fromRuleset(found, ids),
        repositories: repositoriesOf(found),
        branches: [...(refs ?? [])],
        ...(workflow !== undefined && { workflow }),
      };
    },
    write: async (name, value) => {
      const [existing, ids] = await Promise.all([find(name), ruleIds()]);
      const wanted = value as unknown as OrganizationRules & JsonObject;
      const body = toRuleset({ name, branch, existing: existing }, wanted, ids);
      const repositoryId = await workflowRepositoryId();
      const rules = [
        ...(body.rules ?? []).filter(({ type }) => wanted.workflow === undefined || type !== 'workflows'),
        ...(wanted.workflow === undefined || repositoryId === undefined
          ? []
          : [workflowRule(wanted.workflow, repositoryId)]),
      ];
      const whole = {
        ...body,
        rules,
        conditions: {
          ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] },
          repository_name: { include: [...wanted.repositories], exclude: [], protected: false },
        },
      };
      if (existing) {
        await client.send('PUT /orgs/{org}/rulesets/{ruleset_id}', {
          ...whole,
          org,
          ruleset_id: existing.id,
        } as never);
      } else {
        await client.send('POST /orgs/{org}/rulesets', { ...whole, org } as never);
      }
    },
  };
}

function repositoriesOf({ conditions }: OrganizationRuleset): string[] {
  const names = conditions && 'repository_name' in conditions ? conditions.repository_name?.include : undefined;
  return [...(names ?? [])].sort();
}

function workflowOf(
  { rules }: OrganizationRuleset,
  name: string | undefined,
  id: number | undefined,
): string | undefined {
  const rule = rules?.find((candidate) => candidate.type === 'workflows');
  const workflow = rule && 'parameters' in rule ? rule.parameters?.workflows[0] : undefined;
  if (!workflow) return undefined;
  const { path, ref, repository_id: actualId } = workflow;
  const repository = name !== undefined && actualId === id ? name : `repository ${actualId}`;
  return workflowText({ repository, path, ...(ref !== undefined && { ref }) });
}

function workflowRule(text: string, repositoryId: number): NonNullable<Ruleset['rules']>[number] {
  const [, path = '', ref] = /^[^/]+\/([^@]+)(?:@(.+))?$/.exec(text) ?? [];
  return {
    type: 'workflows',
    parameters: { workflows: [{ path, repository_id: repositoryId, ...(ref !== undefined && { ref }) }] },
  };
}

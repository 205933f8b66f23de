import type { SettingHandler } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import type { Directory } from '../directory.js';
import type { GitHubClient } from '../github-client.js';
import type { RepositoryName } from '../repository.js';
import { GATE_APP, type BranchRules, type RuleIds } from './branch-rules.js';
import { fromClassic, toClassic } from './classic-protection.js';
import { fromRuleset, toRuleset, type Ruleset } from './ruleset.js';

/** Which of a repository's rulesets is ours. Names are unique within a repository. */
export const RULESET_NAME = 'nx-apiops';

export interface BranchProtectionContext {
  readonly client: GitHubClient;
  readonly repository: RepositoryName;
  readonly directory: Directory;
  /** Team that passes in an emergency, where configuration names one. */
  readonly breakGlass?: string | undefined;
}

/** The branch's rules in a ruleset of ours; rulesets of others are neither read nor written here. */
export function rulesetHandler(context: BranchProtectionContext): SettingHandler {
  const { client, repository } = context;
  return {
    read: async (branch) => {
      const [found, ids] = await Promise.all([findRuleset(context), ruleIds(context)]);
      if (!found) return undefined;
      if (context.breakGlass !== undefined && found.bypass_actors === undefined) throw bypassHidden();
      return coversBranch(found, branch) ? fromRuleset(found, ids) : fromRuleset({ ...found, rules: [] }, ids);
    },
    write: async (branch, value) => {
      const [existing, ids] = await Promise.all([findRuleset(context), ruleIds(context)]);
      const wanted = value as unknown as Partial<BranchRules>;
      const body = toRuleset({ name: RULESET_NAME, branch, existing }, wanted, ids);
      if (existing) {
        await client.send('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
          ...repository,
          ...body,
          ruleset_id: existing.id,
        });
      } else {
        await client.send('POST /repos/{owner}/{repo}/rulesets', {
          ...repository,
          ...body,
          name: RULESET_NAME,
          enforcement: 'active',
        });
      }
    },
  };
}

/** The same rules in the older protection of the branch, where there are no rulesets. */
export function classicHandler(context: BranchProtectionContext): SettingHandler {
  const { client, repository } = context;
  const find = (branch: string) =>
    client.find('GET /repos/{owner}/{repo}/branches/{branch}/protection', { ...repository, branch });
  return {
    read: async (branch) => {
      const [found, ids] = await Promise.all([find(branch), ruleIds(context)]);
      return found && fromClassic(found, ids);
    },
    write: async (branch, value) => {
      const wanted = value as unknown as Partial<BranchRules>;
      if (wanted.mergeQueue !== undefined && wanted.mergeQueue !== false) throw needsRulesets('protection.mergeQueue');
      const [existing, ids] = await Promise.all([find(branch), ruleIds(context)]);
      await client.send('PUT /repos/{owner}/{repo}/branches/{branch}/protection', {
        ...repository,
        branch,
        ...toClassic(existing, wanted, ids),
      });
      if (wanted.signedCommits === undefined) return;
      const verb = wanted.signedCommits ? 'POST' : 'DELETE';
      if (!wanted.signedCommits && existing?.required_signatures?.enabled !== true) return;
      await client.send(`${verb} /repos/{owner}/{repo}/branches/{branch}/protection/required_signatures`, {
        ...repository,
        branch,
      });
    },
  };
}

async function findRuleset({ client, repository }: BranchProtectionContext): Promise<Ruleset | undefined> {
  const all = await client.list('GET /repos/{owner}/{repo}/rulesets', { ...repository, includes_parents: false });
  const ours = all.find(({ name, source_type: source }) => name === RULESET_NAME && source !== 'Organization');
  return ours && client.send('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', { ...repository, ruleset_id: ours.id });
}

function coversBranch({ conditions, target }: Ruleset, branch: string): boolean {
  const refs = conditions && 'ref_name' in conditions ? conditions.ref_name : undefined;
  const isIncluded = refs?.include?.some((ref) => ref === `refs/heads/${branch}`) === true;
  return target === 'branch' && isIncluded && (refs?.exclude ?? []).length === 0;
}

async function ruleIds({ directory, breakGlass }: BranchProtectionContext): Promise<RuleIds> {
  const [app, team] = await Promise.all([
    directory.app(GATE_APP),
    breakGlass === undefined ? undefined : directory.principal(breakGlass),
  ]);
  const teams = team && breakGlass !== undefined ? [[directory.canonical(breakGlass), team.id] as const] : [];
  return { apps: new Map([[GATE_APP, app]]), teams: new Map(teams) };
}

function bypassHidden(): ScmError {
  return new ScmError('SCM_FORBIDDEN', 'GitHub does not tell this token who may bypass the rules of the branch.', {
    hint: 'Only who may change rulesets sees it: the token needs the repository permission "Administration: write".',
  });
}

function needsRulesets(key: string): ScmError {
  return new ScmError(
    'SCM_REJECTED',
    `${key} needs rulesets, and this repository has only the older branch protection.`,
    {
      hint: `Remove ${key} from apiops.yaml, or protection.enforcement if it says "classic".`,
    },
  );
}

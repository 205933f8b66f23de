import type { JsonObject } from '@nx-apiops/plan';
import { listOf, objectAt, objectsAt } from '../json-members.js';
import { matchesGlob } from './glob.js';
import { patternsOf } from './parse-ruleset.js';
import type { Repository, Ruleset } from './repository.js';
import type { World } from './world.js';

/** A ruleset with the place that it is in. */
export interface PlacedRuleset {
  readonly ruleset: Ruleset;
  readonly sourceType: 'Repository' | 'Organization';
  /** `acme/apis` or `acme`. */
  readonly source: string;
}

/** The rulesets of a repository, the organisation's that are for it last. */
export function rulesetsFor(world: World, repository: Repository): readonly PlacedRuleset[] {
  const { login } = world.organization;
  return [
    ...repository.rulesets.map((ruleset) => placedInRepository(world, repository, ruleset)),
    ...world.organizationRulesets
      .filter((ruleset) => isForRepository(ruleset, repository))
      .map((ruleset) => ({ ruleset, sourceType: 'Organization' as const, source: login })),
  ];
}

export function placedInRepository(world: World, repository: Repository, ruleset: Ruleset): PlacedRuleset {
  return { ruleset, sourceType: 'Repository', source: `${world.organization.login}/${repository.name}` };
}

/** The rules that hold on a branch, whether it exists or not. */
export function rulesOnBranch(world: World, repository: Repository, branch: string): readonly JsonObject[] {
  return rulesetsFor(world, repository)
    .filter(({ ruleset }) => ruleset.enforcement === 'active' && isForBranch(ruleset, repository, branch))
    .flatMap(({ ruleset, sourceType, source }) =>
      ruleset.rules.map((rule) => ({
        ...rule,
        ruleset_source_type: sourceType,
        ruleset_source: source,
        ruleset_id: ruleset.id,
      })),
    );
}

function isForBranch({ target, conditions }: Ruleset, { defaultBranch }: Repository, branch: string): boolean {
  if (target !== 'branch') return false;
  const refName = objectAt(conditions, 'ref_name');
  const fits = (pattern: string): boolean => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return branch === defaultBranch;
    return matchesGlob(pattern, `refs/heads/${branch}`);
  };
  return patternsOf(refName, 'include').some(fits) && !patternsOf(refName, 'exclude').some(fits);
}

function isForRepository({ conditions }: Ruleset, { id, name, properties }: Repository): boolean {
  if (conditions['repository_id'] !== undefined) {
    return listOf(objectAt(conditions, 'repository_id')['repository_ids']).includes(id);
  }
  if (conditions['repository_property'] !== undefined) {
    return matchesProperties(properties, objectAt(conditions, 'repository_property'));
  }
  const repositoryName = objectAt(conditions, 'repository_name');
  const fits = (pattern: string): boolean => pattern === '~ALL' || matchesGlob(pattern, name);
  return patternsOf(repositoryName, 'include').some(fits) && !patternsOf(repositoryName, 'exclude').some(fits);
}

/** All that is included, and nothing that is excluded. A property has a value if it is one of those that are listed. */
function matchesProperties(properties: Repository['properties'], condition: JsonObject): boolean {
  const fits = (wanted: JsonObject): boolean => {
    const values = [properties.get(String(wanted['name'])) ?? []].flat();
    return values.some((value) => listOf(wanted['property_values']).includes(value));
  };
  return objectsAt(condition, 'include').every(fits) && !objectsAt(condition, 'exclude').some(fits);
}

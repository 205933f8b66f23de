import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList, listOf, objectAt } from '../json-members.js';
import { ACTIONS_APP_ID } from './accounts.js';
import { invalidRequest, notSupplied, validationFailed } from './github-fault.js';
import type { Repository, Ruleset } from './repository.js';
import { isRuleType, RULES, type RuleRow } from './rule-table.js';
import {
  bypassModeWrong,
  ORGANIZATIONS_TAKE_ACTIONS_APP,
  RULE_PARAMETERS_MISSING,
  invalidProperty,
  ruleNotAvailable,
  rulesetNeedsEnterprise,
  unknownBypassActor,
} from './unverified.js';
import type { World } from './world.js';

/** Where a ruleset is; without a repository it is one of the organisation. */
export interface RulesetPlace {
  readonly world: World;
  readonly repository: Repository | undefined;
}

export type RulesetContent = Omit<Ruleset, 'id' | 'createdAt' | 'updatedAt'>;

const ENFORCEMENTS = ['active', 'disabled', 'evaluate'] as const;
const REPOSITORY_TARGETS = ['branch', 'tag', 'push'] as const;
const ORGANIZATION_TARGETS = [...REPOSITORY_TARGETS, 'repository'] as const;

/**
 * The ruleset that a body describes, with what GitHub adds to it; what the body leaves out comes from `before`.
 * Throws the 422 that GitHub answers for what it does not take.
 */
export function parseRuleset(place: RulesetPlace, body: JsonObject, before?: Ruleset): RulesetContent {
  const wanted: JsonObject = { bypass_actors: [], rules: [], target: 'branch', ...(before && bodyOf(before)), ...body };
  const missing = ['name', 'enforcement'].filter((name) => wanted[name] === undefined);
  if (missing.length > 0) throw notSupplied(missing);
  const { name, bypass_actors = [], rules = [] } = wanted;
  if (typeof name !== 'string' || name === '') throw wrongMember('/name');
  const enforcement = wordOf(wanted['enforcement'], ENFORCEMENTS, '/enforcement');
  const target = wordOf(wanted['target'], place.repository ? REPOSITORY_TARGETS : ORGANIZATION_TARGETS, '/target');
  checkPlan(place, enforcement, target);
  return {
    name,
    enforcement,
    target,
    bypassActors: parseActors(place, bypass_actors, target),
    conditions: parseConditions(place, wanted['conditions'], target),
    rules: parseRules(place, rules, target),
  };
}

function bodyOf({ name, enforcement, target, bypassActors, conditions, rules }: Ruleset): JsonObject {
  return { name, enforcement, target, bypass_actors: bypassActors, conditions, rules };
}

function checkPlan({ world }: RulesetPlace, enforcement: Ruleset['enforcement'], target: Ruleset['target']): void {
  if (world.plan === 'enterprise') return;
  if (enforcement === 'evaluate') throw validationFailed([rulesetNeedsEnterprise('Enforcement evaluate')]);
  if (target === 'push') throw validationFailed([rulesetNeedsEnterprise('Target push')]);
}

const ACTOR_TYPES: readonly string[] = [
  'Integration',
  'OrganizationAdmin',
  'RepositoryRole',
  'Team',
  'DeployKey',
  'User',
];
const BYPASS_MODES: readonly string[] = ['always', 'pull_request', 'exempt'];
/** Ids of the roles Maintain, Write and Admin. */
const REPOSITORY_ROLES: readonly Json[] = [2, 4, 5];

function parseActors(place: RulesetPlace, value: Json, target: Ruleset['target']): readonly JsonObject[] {
  if (!isJsonList(value)) throw wrongMember('/bypass_actors');
  return value.map((actor, index) => {
    const path = `/bypass_actors/${index}`;
    const { actor_type, actor_id, bypass_mode = 'always' } = isJsonObject(actor) ? actor : {};
    const type = wordOf(actor_type, ACTOR_TYPES, `${path}/actor_type`);
    const mode = wordOf(bypass_mode, BYPASS_MODES, `${path}/bypass_mode`);
    if (mode === 'pull_request' && (target !== 'branch' || type === 'DeployKey')) {
      throw validationFailed([bypassModeWrong(mode, type)]);
    }
    const unknown = unknownActor(place, type, actor_id);
    if (unknown !== undefined) throw validationFailed([unknownBypassActor(unknown)]);
    const hasNoId = type === 'DeployKey' || type === 'OrganizationAdmin';
    return { actor_id: hasNoId ? null : (actor_id ?? null), actor_type: type, bypass_mode: mode };
  });
}

/** What to call an actor that is refused; undefined for those that may bypass. */
function unknownActor({ world, repository }: RulesetPlace, type: string, id: Json | undefined): string | undefined {
  const unless = (isKnown: boolean, name = `${type} ${JSON.stringify(id ?? null)}`) => (isKnown ? undefined : name);
  switch (type) {
    case 'Team':
      return unless(world.teams.some((team) => team.id === id));
    case 'User':
      return unless(world.users.some((user) => user.id === id));
    case 'RepositoryRole':
      return unless(REPOSITORY_ROLES.includes(id ?? null));
    case 'Integration':
      if (id !== ACTIONS_APP_ID) return unless(Number.isInteger(id));
      return unless(!repository && ORGANIZATIONS_TAKE_ACTIONS_APP, 'GitHub Actions integration');
    default:
      return undefined;
  }
}

/** Members of the condition that tells which repositories of the organisation a ruleset is for. */
const REPOSITORY_CONDITIONS = ['repository_name', 'repository_id', 'repository_property'];

function parseConditions({ repository }: RulesetPlace, value: Json | undefined, target: Ruleset['target']): JsonObject {
  if (value !== undefined && value !== null && !isJsonObject(value)) throw wrongMember('/conditions');
  const conditions = isJsonObject(value) ? value : {};
  const chosen = REPOSITORY_CONDITIONS.filter((name) => conditions[name] !== undefined);
  if (chosen.length !== (repository ? 0 : 1)) throw wrongMember('/conditions');
  if (target === 'push' || target === 'repository') return conditions;
  const refName = objectAt(conditions, 'ref_name');
  const { include = [], exclude = [] } = refName;
  if (!isJsonList(include) || !isJsonList(exclude)) throw wrongMember('/conditions/ref_name');
  const prefix = target === 'tag' ? 'refs/tags/' : 'refs/heads/';
  const invalid = [...patternsOf(refName, 'include'), ...patternsOf(refName, 'exclude')].filter(
    (pattern) => pattern !== '~ALL' && pattern !== '~DEFAULT_BRANCH' && !pattern.startsWith(prefix),
  );
  if (invalid.length === 0) return { ...conditions, ref_name: { exclude, include } };
  throw validationFailed([`Invalid target patterns: ${invalid.map((pattern) => `'${pattern}'`).join(', ')}`]);
}

/** GitHub first holds rules against their schema, and then asks whether they make sense where they are. */
function parseRules(place: RulesetPlace, value: Json, target: Ruleset['target']): readonly JsonObject[] {
  if (!isJsonList(value)) throw wrongMember('/rules');
  const rules = value.map((rule, index) => {
    // The rules of the target `repository` are not described here; they are kept as they come.
    if (isJsonObject(rule) && (target === 'repository' || fitsSchema(rule))) return rule;
    throw wrongMember(`/rules/${index}`);
  });
  const faults = rules.flatMap((rule) => {
    const fault = isRuleType(rule['type']) ? ruleFault(place, RULES[rule['type']], { target, rule }) : undefined;
    return fault === undefined ? [] : [`Invalid rule '${String(rule['type'])}': ${fault}`];
  });
  if (faults.length > 0) throw validationFailed(faults);
  return rules.map(withDefaults);
}

/** Parameters may be left out altogether, but where they are there none may miss or be of another type. */
function fitsSchema({ type, parameters }: JsonObject): boolean {
  if (!isRuleType(type)) return false;
  if (parameters === undefined) return true;
  if (!isJsonObject(parameters)) return false;
  const { required, optional = {} }: RuleRow = RULES[type];
  return (
    Object.entries(required).every(([name, isFit]) => isFit(parameters[name] ?? null)) &&
    Object.entries(optional).every(([name, isFit]) => parameters[name] === undefined || isFit(parameters[name]))
  );
}

interface RuleToCheck {
  readonly target: Ruleset['target'];
  readonly rule: JsonObject;
}

function ruleFault(place: RulesetPlace, row: RuleRow, { target, rule }: RuleToCheck): string | undefined {
  // GitHub gives no reason for this one.
  if (!row.targets.some((known) => known === target)) return '';
  if (row.isRepositoryOnly && !place.repository) return ruleNotAvailable('organization rulesets');
  if (!isInPlan(place, row)) return ruleNotAvailable(`plan ${place.world.plan}`);
  const isBare = rule['parameters'] === undefined;
  if (isBare && Object.keys(row.required).length > 0 && !row.isBareAllowed) return RULE_PARAMETERS_MISSING;
  const known = new Set([...Object.keys(row.required), ...Object.keys(row.optional ?? {})]);
  const foreign = Object.keys(objectAt(rule, 'parameters')).find((name) => !known.has(name));
  return foreign === undefined ? undefined : `Unexpected parameter \`${foreign}\``;
}

function isInPlan({ world, repository }: RulesetPlace, { withoutEnterprise }: RuleRow): boolean {
  if (world.plan === 'enterprise' || withoutEnterprise === undefined) return true;
  return withoutEnterprise === 'public' && repository?.visibility === 'public';
}

function withDefaults(rule: JsonObject): JsonObject {
  const { type, parameters } = rule;
  const row: RuleRow | undefined = isRuleType(type) ? RULES[type] : undefined;
  if (!row?.defaults && parameters === undefined) return rule;
  return { ...rule, parameters: { ...row?.defaults, ...objectAt(rule, 'parameters') } };
}

function wordOf<Word extends string>(value: Json | undefined, words: readonly Word[], path: string): Word {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw wrongMember(path);
  return word;
}

function wrongMember(path: string) {
  return invalidRequest(invalidProperty(path));
}

/** Every pattern of the list at `name` of a condition. */
export function patternsOf(condition: JsonObject, name: 'include' | 'exclude'): readonly string[] {
  return listOf(condition[name]).map(String);
}

import type { components } from '@octokit/openapi-types';
import type { JsonObject } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import { nodeId, WEB } from './accounts.js';
import { placedInRepository, rulesetsFor, rulesOnBranch, type PlacedRuleset } from './effective-rules.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { notFound, validationFailed } from './github-fault.js';
import { listAnswer, pageOf } from './page.js';
import { parseRuleset, type RulesetPlace } from './parse-ruleset.js';
import { mustAllowOrganizationRulesets, mustAllowProtection } from './plan-gates.js';
import type { Repository, Ruleset } from './repository.js';
import { RULESET_NAME_TAKEN, tooManyRulesets } from './unverified.js';

const MOST_RULESETS = 75;

/** Rulesets of repositories and of the organisation, and the rules that follow from both. */
export const RULESET_ROUTES: GitHubRoutes = {
  'GET /repos/{owner}/{repo}/rulesets': (call) => {
    const repository = protectedRepository(call);
    const own = repository.rulesets.map((ruleset) => placedInRepository(call.world, repository, ruleset));
    const all = call.query.get('includes_parents') === 'false' ? own : rulesetsFor(call.world, repository);
    return listRulesets(call, all);
  },
  'POST /repos/{owner}/{repo}/rulesets': (call) => {
    const repository = protectedRepository(call);
    const ruleset = newRuleset(call, { world: call.world, repository }, repository.rulesets);
    repository.rulesets = [...repository.rulesets, ruleset];
    return { status: 201, body: showRuleset(call, placedInRepository(call.world, repository, ruleset)) };
  },
  'GET /repos/{owner}/{repo}/rulesets/rule-suites': (call) => {
    protectedRepository(call);
    return listAnswer(call, [], () => null);
  },
  'GET /repos/{owner}/{repo}/rulesets/{id}': (call) => {
    const repository = protectedRepository(call);
    const found = rulesetsFor(call.world, repository).find(
      ({ ruleset, sourceType }) =>
        String(ruleset.id) === call.param('id') &&
        (sourceType === 'Repository' || call.query.get('includes_parents') !== 'false'),
    );
    if (!found) throw notFound();
    return { status: 200, body: showRuleset(call, found) };
  },
  'PUT /repos/{owner}/{repo}/rulesets/{id}': (call) => {
    const repository = protectedRepository(call);
    const ruleset = changedRuleset(call, { world: call.world, repository }, repository.rulesets);
    repository.rulesets = repository.rulesets.map((old) => (old.id === ruleset.id ? ruleset : old));
    return { status: 200, body: showRuleset(call, placedInRepository(call.world, repository, ruleset)) };
  },
  'DELETE /repos/{owner}/{repo}/rulesets/{id}': (call) => {
    const repository = protectedRepository(call);
    const { id } = rulesetIn(call, repository.rulesets);
    repository.rulesets = repository.rulesets.filter((ruleset) => ruleset.id !== id);
    return { status: 204 };
  },
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': (call) => {
    const repository = protectedRepository(call);
    return listAnswer(call, rulesOnBranch(call.world, repository, call.param('branch')), (rule) => rule);
  },
  'GET /orgs/{org}/rulesets': (call) => listRulesets(call, organizationRulesets(call)),
  'POST /orgs/{org}/rulesets': (call) => {
    organizationRulesets(call);
    const { world } = call;
    const ruleset = newRuleset(call, { world, repository: undefined }, world.organizationRulesets);
    world.organizationRulesets = [...world.organizationRulesets, ruleset];
    return { status: 201, body: showRuleset(call, placedInOrganization(call, ruleset)) };
  },
  'GET /orgs/{org}/rulesets/rule-suites': (call) => {
    organizationRulesets(call);
    return listAnswer(call, [], () => null);
  },
  'GET /orgs/{org}/rulesets/{id}': (call) => {
    organizationRulesets(call);
    const ruleset = rulesetIn(call, call.world.organizationRulesets);
    return { status: 200, body: showRuleset(call, placedInOrganization(call, ruleset)) };
  },
  'PUT /orgs/{org}/rulesets/{id}': (call) => {
    organizationRulesets(call);
    const { world } = call;
    const ruleset = changedRuleset(call, { world, repository: undefined }, world.organizationRulesets);
    world.organizationRulesets = world.organizationRulesets.map((old) => (old.id === ruleset.id ? ruleset : old));
    return { status: 200, body: showRuleset(call, placedInOrganization(call, ruleset)) };
  },
  'DELETE /orgs/{org}/rulesets/{id}': (call) => {
    organizationRulesets(call);
    const { world } = call;
    const { id } = rulesetIn(call, world.organizationRulesets);
    world.organizationRulesets = world.organizationRulesets.filter((ruleset) => ruleset.id !== id);
    return { status: 204 };
  },
};

function protectedRepository(call: GitHubCall): Repository {
  const repository = call.repository();
  mustAllowProtection(call.world, repository);
  return repository;
}

/** Even to read them takes the permission to administer the organisation. */
function organizationRulesets(call: GitHubCall): readonly PlacedRuleset[] {
  call.organization();
  call.mustAdminister();
  mustAllowOrganizationRulesets(call.world);
  return call.world.organizationRulesets.map((ruleset) => placedInOrganization(call, ruleset));
}

function placedInOrganization({ world }: GitHubCall, ruleset: Ruleset): PlacedRuleset {
  return { ruleset, sourceType: 'Organization', source: world.organization.login };
}

function rulesetIn(call: GitHubCall, rulesets: readonly Ruleset[]): Ruleset {
  const found = rulesets.find(({ id }) => String(id) === call.param('id'));
  if (!found) throw notFound();
  return found;
}

function newRuleset(call: GitHubCall, place: RulesetPlace, others: readonly Ruleset[]): Ruleset {
  const content = parseRuleset(place, call.json());
  checkName(content.name, others);
  if (others.length >= MOST_RULESETS) throw validationFailed([tooManyRulesets(MOST_RULESETS)]);
  const now = call.world.now();
  return { id: call.world.nextId(), ...content, createdAt: now, updatedAt: now };
}

function changedRuleset(call: GitHubCall, place: RulesetPlace, rulesets: readonly Ruleset[]): Ruleset {
  const before = rulesetIn(call, rulesets);
  const content = parseRuleset(place, call.json(), before);
  checkName(
    content.name,
    rulesets.filter(({ id }) => id !== before.id),
  );
  return { ...content, id: before.id, createdAt: before.createdAt, updatedAt: call.world.now() };
}

function checkName(name: string, others: readonly Ruleset[]): void {
  if (others.some((other) => other.name === name)) throw validationFailed([RULESET_NAME_TAKEN]);
}

function listRulesets(call: GitHubCall, rulesets: readonly PlacedRuleset[]): Answer {
  const targets = call.query.get('targets')?.split(',');
  const chosen = rulesets.filter(({ ruleset }) => !targets || targets.includes(ruleset.target));
  const page = pageOf(call, chosen);
  return { status: 200, headers: page.headers, body: page.items.map((placed) => summary(call, placed)) };
}

/** A ruleset in a list, without what it demands. */
function summary({ api }: GitHubCall, { ruleset, sourceType, source }: PlacedRuleset) {
  const isOwn = sourceType === 'Repository';
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: sourceType,
    source,
    enforcement: ruleset.enforcement,
    node_id: nodeId('RRS', ruleset.id),
    _links: {
      self: { href: `${api}/${isOwn ? 'repos' : 'orgs'}/${source}/rulesets/${ruleset.id}` },
      html: {
        href: isOwn
          ? `${WEB}/${source}/rules/${ruleset.id}`
          : `${WEB}/organizations/${source}/settings/rules/${ruleset.id}`,
      },
    },
    created_at: ruleset.createdAt,
    updated_at: ruleset.updatedAt,
  } satisfies components['schemas']['repository-ruleset'];
}

/** A ruleset on its own. Who may pass it is only for those who may change it. */
function showRuleset(call: GitHubCall, placed: PlacedRuleset): JsonObject {
  const { ruleset } = placed;
  return {
    ...summary(call, placed),
    conditions: ruleset.conditions,
    rules: ruleset.rules,
    ...(call.caller === 'owner' && { bypass_actors: ruleset.bypassActors }),
    current_user_can_bypass: canBypass(call, ruleset),
  };
}

function canBypass({ caller, world }: GitHubCall, { bypassActors }: Ruleset): string {
  const isMine = ({ actor_type, actor_id }: JsonObject): boolean =>
    actor_type === 'OrganizationAdmin' ||
    (actor_type === 'RepositoryRole' && actor_id === 5) ||
    (actor_type === 'User' && actor_id === world.owner.id) ||
    (actor_type === 'Team' && world.teams.some(({ id }) => id === actor_id));
  const modes = caller === 'owner' ? bypassActors.filter(isMine).map(({ bypass_mode }) => bypass_mode) : [];
  if (modes.includes('exempt')) return 'exempt';
  if (modes.includes('always')) return 'always';
  return modes.includes('pull_request') ? 'pull_requests_only' : 'never';
}

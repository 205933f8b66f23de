import type { components } from '@octokit/openapi-types';
import { repositoryWithEnvironments } from './environment-routes.js';
import type { GitHubCall, GitHubHandler, GitHubRoutes } from './github-call.js';
import { gitHubFault, notFound, notSupplied } from './github-fault.js';
import { pageOf, VARIABLE_PAGE_SIZES } from './page.js';
import type { Variable } from './repository.js';
import { parseSettingName } from './setting-name.js';

type FindVariables = (call: GitHubCall) => Map<string, Variable>;

const ofRepository: FindVariables = (call) => call.repositoryWithSettings().variables;
const ofEnvironment: FindVariables = (call) => {
  call.repositoryWithSettings();
  repositoryWithEnvironments(call);
  return call.environment().variables;
};

/** Variables of repositories and of environments, which differ in nothing but their place. */
export const VARIABLE_ROUTES: GitHubRoutes = {
  ...variableRoutes('/repos/{owner}/{repo}/actions/variables', ofRepository),
  ...variableRoutes('/repos/{owner}/{repo}/environments/{environment}/variables', ofEnvironment),
};

function variableRoutes(path: string, find: FindVariables): GitHubRoutes {
  return {
    [`GET ${path}`]: (call) => {
      const all = [...find(call).values()];
      const page = pageOf(call, all, VARIABLE_PAGE_SIZES);
      const body = { total_count: all.length, variables: page.items.map(showVariable) };
      return { status: 200, headers: page.headers, body };
    },
    [`POST ${path}`]: create(find),
    [`GET ${path}/{name}`]: (call) => ({ status: 200, body: showVariable(existing(call, find(call))) }),
    [`PATCH ${path}/{name}`]: change(find),
    [`DELETE ${path}/{name}`]: (call) => {
      const variables = find(call);
      variables.delete(existing(call, variables).name);
      return { status: 204 };
    },
  };
}

function create(find: FindVariables): GitHubHandler {
  return (call) => {
    const variables = find(call);
    const body = call.json();
    const missing = ['name', 'value'].filter((member) => typeof body[member] !== 'string');
    if (missing.length > 0) throw notSupplied(missing);
    const name = parseSettingName('Variable', body['name']);
    if (variables.has(name)) throw gitHubFault(409, 'Already exists - Variable already exists');
    const now = call.world.now();
    variables.set(name, { name, value: String(body['value']), createdAt: now, updatedAt: now });
    return { status: 201, body: {} };
  };
}

function change(find: FindVariables): GitHubHandler {
  return (call) => {
    const variables = find(call);
    const before = existing(call, variables);
    const body = call.json();
    const name = body['name'] === undefined ? before.name : parseSettingName('Variable', body['name']);
    if (name !== before.name && variables.has(name)) {
      throw gitHubFault(409, 'Already exists - Variable already exists');
    }
    const value = typeof body['value'] === 'string' ? body['value'] : before.value;
    variables.delete(before.name);
    variables.set(name, { ...before, name, value, updatedAt: call.world.now() });
    return { status: 204 };
  };
}

function existing(call: GitHubCall, variables: ReadonlyMap<string, Variable>): Variable {
  const found = variables.get(call.param('name').toUpperCase());
  if (!found) throw notFound();
  return found;
}

function showVariable({ name, value, createdAt, updatedAt }: Variable) {
  return {
    name,
    value,
    created_at: createdAt,
    updated_at: updatedAt,
  } satisfies components['schemas']['actions-variable'];
}

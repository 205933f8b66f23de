import type { Json, JsonObject } from '@nx-apiops/plan';
import { isJsonList, listOf, objectsAt, textAt } from '../json-members.js';
import type { GitHubRoutes } from './github-call.js';
import { notFound, notSupplied, unprocessable } from './github-fault.js';
import { listAnswer, pageOf } from './page.js';
import type { Repository } from './repository.js';
import { matchingRepositories, MAX_SEARCH_RESULTS, searchRepositories } from './search.js';
import { showRepository } from './show-repository.js';
import { PROPERTY_REFUSALS } from './unverified.js';

const MAX_PROPERTY_REPOSITORIES = 30;

/** The ways to find repositories: searches, custom properties, teams, topics. */
export const LISTING_ROUTES: GitHubRoutes = {
  'GET /search/repositories': (call) => {
    const query = call.query.get('q');
    if (query === null || query.trim() === '') throw notSupplied(['q']);
    const found = searchRepositories(call, query);
    const page = pageOf(call, found.slice(0, MAX_SEARCH_RESULTS));
    const first = (Number(call.query.get('page') ?? 1) - 1) * Number(call.query.get('per_page') ?? 30);
    if (first >= MAX_SEARCH_RESULTS) throw unprocessable('Only the first 1000 search results are available');
    const items = page.items.map((repository) => ({ ...showRepository(call, repository), score: 1 }));
    return {
      status: 200,
      headers: page.headers,
      body: { total_count: found.length, incomplete_results: false, items },
    };
  },
  'GET /orgs/{org}/properties/values': (call) => {
    call.organization();
    const found = matchingRepositories(call, call.query.get('repository_query') ?? '');
    return listAnswer(call, found, (repository) => ({
      repository_id: repository.id,
      repository_name: repository.name,
      repository_full_name: `${call.world.organization.login}/${repository.name}`,
      properties: showProperties(repository),
    }));
  },
  'PATCH /orgs/{org}/properties/values': (call) => {
    const { login } = call.organization();
    const body = call.json();
    const names = listOf(body['repository_names']).map(String);
    if (names.length > MAX_PROPERTY_REPOSITORIES) {
      throw unprocessable(PROPERTY_REFUSALS.tooMany(MAX_PROPERTY_REPOSITORIES));
    }
    const repositories = names.map((name) => call.world.findRepository(login, name));
    if (repositories.includes(undefined)) throw notFound();
    for (const repository of repositories) if (repository) setProperties(repository, body);
    return { status: 204 };
  },
  'GET /repos/{owner}/{repo}/properties/values': (call) => {
    const repository = call.repository();
    return { status: 200, body: showProperties(repository) };
  },
  'PATCH /repos/{owner}/{repo}/properties/values': (call) => {
    setProperties(call.repository(), call.json());
    return { status: 204 };
  },
  'GET /orgs/{org}/teams/{team}/repos': (call) => {
    const { slug } = call.team();
    const found = call.world.repositories.filter((repository) => repository.teams.has(slug) && call.sees(repository));
    return listAnswer(call, found, (repository) => ({
      ...showRepository(call, repository),
      role_name: repository.teams.get(slug) ?? 'pull',
    }));
  },
  'GET /repos/{owner}/{repo}/topics': (call) => ({ status: 200, body: { names: [...call.repository().topics] } }),
  'PUT /repos/{owner}/{repo}/topics': (call) => {
    const repository = call.repository();
    const { names } = call.json();
    if (!isJsonList(names)) throw notSupplied(['names']);
    repository.topics = names.map((name) => String(name).toLowerCase());
    return { status: 200, body: { names: [...repository.topics] } };
  },
};

function showProperties({ properties }: Repository): Json {
  return [...properties].map(([property_name, value]) => ({ property_name, value }));
}

function setProperties({ properties }: Repository, body: JsonObject): void {
  for (const property of objectsAt(body, 'properties')) {
    const name = textAt(property, 'property_name');
    if (name === undefined) throw notSupplied(['property_name']);
    const { value = null } = property;
    if (value === null) properties.delete(name);
    else properties.set(name, isJsonList(value) ? value.map(String) : String(value));
  }
}

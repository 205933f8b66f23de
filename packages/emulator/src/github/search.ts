import type { GitHubCall } from './github-call.js';
import type { Repository } from './repository.js';
import { sameName } from './world.js';

/** What a search tells at most. Source: https://docs.github.com/rest/search/search */
export const MAX_SEARCH_RESULTS = 1000;

type Test = (repository: Repository) => boolean;

/**
 * The repositories that fit every word of a query. Qualifiers that are not known here fit none.
 * Searches leave forks out unless they ask for them.
 */
export function searchRepositories(call: GitHubCall, query: string): readonly Repository[] {
  return matchingRepositories(call, /(?:^|\s)fork:/.test(query) ? query : `${query} fork:false`);
}

/** The same with forks. */
export function matchingRepositories(call: GitHubCall, query: string): readonly Repository[] {
  const words = query.match(/(?:[^\s"]|"[^"]*(?:"|$))+/g) ?? [];
  const places = words.find((word) => word.startsWith('in:'));
  const tests = words
    .filter((word) => !word.startsWith('in:') && !word.startsWith('sort:'))
    .map((word) => testOf(call, word.replaceAll('"', ''), places?.slice('in:'.length) ?? 'name,description'));
  return call.world.repositories.filter(
    (repository) => call.sees(repository) && tests.every((test) => test(repository)),
  );
}

function testOf(call: GitHubCall, word: string, places: string): Test {
  if (word.startsWith('-')) {
    const test = testOf(call, word.slice(1), places);
    return (repository) => !test(repository);
  }
  const colon = word.indexOf(':');
  if (colon === -1) return contains(word.toLowerCase(), places);
  const [name, value] = [word.slice(0, colon), word.slice(colon + 1)];
  if (name.startsWith('props.')) return hasProperty(name.slice('props.'.length), value);
  const test = QUALIFIERS[name];
  return test ? (repository) => test(repository, value, call) : () => false;
}

function contains(text: string, places: string): Test {
  return ({ name, settings, topics }) =>
    (places.includes('name') && name.toLowerCase().includes(text)) ||
    (places.includes('description') && settings.description?.toLowerCase().includes(text) === true) ||
    (places.includes('topics') && topics.includes(text));
}

const QUALIFIERS: Readonly<Record<string, (repository: Repository, value: string, call: GitHubCall) => boolean>> = {
  org: (_repository, value, { world }) => sameName(value, world.organization.login),
  user: (_repository, value, { world }) => sameName(value, world.organization.login),
  owner: (_repository, value, { world }) => sameName(value, world.organization.login),
  repo: ({ name }, value, { world }) => sameName(value, `${world.organization.login}/${name}`),
  topic: ({ topics }, value) => topics.includes(value.toLowerCase()),
  topics: ({ topics }, value) => matchesCount(topics.length, value),
  archived: ({ settings }, value) => String(settings.archived) === value,
  template: ({ isTemplate }, value) => String(isTemplate) === value,
  fork: ({ isFork }, value) => value === 'true' || (value === 'only') === isFork,
  is: ({ visibility, settings }, value) => value === visibility || (value === 'archived' && settings.archived),
  visibility: ({ visibility }, value) => value === visibility,
};

/** A property of several values has each of them. */
function hasProperty(name: string, wanted: string): Test {
  return ({ properties }) => [properties.get(name) ?? []].flat().includes(wanted);
}

function matchesCount(count: number, text: string): boolean {
  const [, sign = '', number = ''] = /^([<>]=?)?(\d+)$/.exec(text) ?? [];
  const limit = Number(number);
  if (sign.startsWith('>')) return count > limit || (sign === '>=' && count === limit);
  if (sign.startsWith('<')) return count < limit || (sign === '<=' && count === limit);
  return count === limit;
}

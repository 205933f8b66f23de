import { stripEnds } from '@nx-apiops/plan';
import type { GitItem } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { Json, JsonObject } from '@nx-apiops/plan';
import { objectsAt, textAt } from '../../json-members.js';
import type { Answer } from '../../http/exchange.js';
import { listAnswer, okAnswer, type ApiCall } from '../api-resource.js';
import { enumText } from '../enum-text.js';
import { blobIdOf, objectIdOf } from '../stable-id.js';
import type { Wire } from '../wire.js';
import { itemMissing } from './git-faults.js';
import { repositoryOf } from './repositories.js';
import type { CommitState, RepositoryState, Tree } from './repository-state.js';
import { findVersion, resolveVersion } from './version-descriptor.js';

const RECURSION = { none: 0, oneLevel: 1, oneLevelPlusNestedEmptyFolders: 4, full: 120 };

/** GET items: one file or folder for `path`, everything below `scopePath` otherwise. */
export function answerItems(call: ApiCall): Answer {
  const repository = repositoryOf(call);
  const { commit, text } = resolveVersion(call, repository, 'versionDescriptor');
  const path = call.query('path') ?? call.param('path');
  if (path !== undefined) return answerItem(call, { repository, commit, path: slashed(path), version: text });
  const scope = slashed(call.query('scopePath') ?? '/');
  const recursion = enumText(call.query('recursionLevel'), RECURSION) ?? 'none';
  const paths = pathsBelow(commit.tree, scope, recursion);
  if (paths.length === 0) throw itemMissing(scope, repository.name, text);
  return listAnswer(paths.map((item) => showItem(call, { repository, commit, path: item })));
}

/** POST itemsbatch: for each descriptor the list of its items. One that finds nothing refuses them all. */
export function answerItemsBatch(call: ApiCall): Answer {
  const repository = repositoryOf(call);
  const lists = objectsAt(call.json(), 'itemDescriptors').map((descriptor): Json => {
    const { versionType } = descriptor;
    const { commit, text } = findVersion(repository, { version: textAt(descriptor, 'version'), versionType });
    const path = slashed(textAt(descriptor, 'path') ?? '/');
    const recursion = enumText(descriptor['recursionLevel'], RECURSION) ?? 'none';
    const paths = pathsBelow(commit.tree, path, recursion);
    if (paths.length === 0) throw itemMissing(path, repository.name, text);
    return paths.map((item) => showItem(call, { repository, commit, path: item }));
  });
  return listAnswer(lists);
}

interface ItemPlace {
  readonly repository: RepositoryState;
  readonly commit: CommitState;
  readonly path: string;
}

function answerItem(call: ApiCall, place: ItemPlace & { readonly version: string }): Answer {
  const { repository, commit, path, version } = place;
  const content = commit.tree.get(path);
  if (!content && pathsBelow(commit.tree, path, 'none').length === 0) throw itemMissing(path, repository.name, version);
  const wantsJson =
    !content ||
    /application\/json/i.test(call.accept) ||
    call.query('$format')?.toLowerCase() === 'json' ||
    call.query('includeContent') === 'true';
  if (!wantsJson) {
    return { status: 200, text: { content: content.toString('utf8'), contentType: 'text/plain' } };
  }
  const withContent = content && call.query('includeContent') === 'true';
  return okAnswer({ ...showItem(call, place), ...(withContent && { content: content.toString('utf8') }) });
}

function showItem(call: ApiCall, { repository, commit, path }: ItemPlace): JsonObject {
  const content = commit.tree.get(path);
  const base = `${call.url}/${call.organization.project.id}/_apis/git/repositories/${repository.id}/items`;
  return {
    objectId: content ? blobIdOf(content) : objectIdOf('folder', commit.id, path),
    gitObjectType: content ? 'blob' : 'tree',
    commitId: commit.id,
    path,
    ...(!content && { isFolder: true }),
    url: `${base}?path=${encodeURIComponent(path)}&versionType=Commit&version=${commit.id}`,
  } satisfies Wire<GitItem>;
}

/** The folder itself, then what is in it as far as `recursion` goes; nothing for a folder that does not exist. */
function pathsBelow(tree: Tree, scope: string, recursion: keyof typeof RECURSION): readonly string[] {
  const prefix = scope === '/' ? '/' : `${scope}/`;
  if (tree.has(scope)) return [scope];
  const files = [...tree.keys()].filter((path) => path.startsWith(prefix));
  if (files.length === 0) return [];
  const depth = (path: string): number => path.split('/').length;
  const top = depth(prefix);
  const all = new Set(files.flatMap((path) => foldersOf(path).filter((folder) => folder.startsWith(prefix))));
  for (const file of files) all.add(file);
  const shown = [...all].filter(
    (path) => recursion === 'full' || (recursion !== 'none' && depth(path) === top && path !== scope),
  );
  return [scope, ...shown.sort()];
}

/** Every folder that a file is in, but for the root. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

function slashed(path: string): string {
  return `/${stripEnds(path, '/')}`;
}

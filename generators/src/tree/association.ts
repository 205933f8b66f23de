import { writtenPlace, type ResourceId } from '@nx-apiops/apim';
import { isJsonObject } from '@nx-apiops/plan';
import { artifactFile, readJson, type Repository } from './repository.js';
import { renderJson, writeOnce } from './write-once.js';

/** Links two resources, in the way of the repository's layout: as a file of its own, or as a line of a list. */
export function addAssociation(repository: Repository, id: ResourceId): void {
  const file = artifactFile(repository, id);
  if (writtenPlace(id.kind, repository.layout).form === 'names') addName(repository, file, id.names.at(-1) ?? '');
  else writeOnce(repository.tree, file, renderJson({}));
}

function addName({ tree }: Repository, file: string, name: string): void {
  const list = readJson(tree, file);
  const names = (Array.isArray(list) ? list : []).map((item: unknown) =>
    String(isJsonObject(item) ? item['name'] : item),
  );
  if (names.some((known) => known.toLowerCase() === name.toLowerCase())) return;
  const sorted = [...names, name].sort((a, b) => (a < b ? -1 : 1));
  tree.write(file, renderJson(sorted.map((known) => ({ name: known }))));
}

import type { Answer } from '../../http/exchange.js';
import type { ApiCall } from '../api-resource.js';
import { invalidArgument } from '../azure-devops-fault.js';
import { blobIdOf } from '../stable-id.js';
import { blobMissing } from './git-faults.js';
import { repositoryOf } from './repositories.js';
import type { RepositoryState } from './repository-state.js';
import { zipOf } from './zip-archive.js';

/** POST blobs: an archive of contents by their ids, each an entry that is named by its id. */
export function answerBlobs(call: ApiCall): Answer {
  const repository = repositoryOf(call);
  const ids: unknown = call.body();
  if (!Array.isArray(ids)) throw invalidArgument('The body of the request is no list of ids.');
  const contents = contentsOf(repository);
  const entries = ids.map((id) => {
    const content = contents.get(String(id));
    if (!content) throw blobMissing(String(id), repository.name);
    return { name: String(id), content };
  });
  return { status: 200, bytes: { content: zipOf(entries), contentType: 'application/zip' } };
}

/** By id. */
function contentsOf({ commits }: RepositoryState): ReadonlyMap<string, Buffer> {
  const contents = [...commits.values()].flatMap(({ tree }) => [...tree.values()]);
  return new Map(contents.map((content) => [blobIdOf(content), content]));
}

import type { components } from '@octokit/openapi-types';
import { WEB } from './accounts.js';
import type { GitFile, TreeEntry } from './git-objects.js';
import type { GitHubCall } from './github-call.js';
import type { Repository } from './repository.js';

type Schemas = components['schemas'];

/** Where the content of a file or folder is looked at. */
export interface ContentPlace {
  readonly call: GitHubCall;
  readonly repository: Repository;
  readonly ref: string;
}

/** A file or folder in the list of a folder. */
export function showEntry({ call, repository, ref }: ContentPlace, { name, path, type, sha, size }: TreeEntry) {
  const place = `${call.world.organization.login}/${repository.name}`;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const url = `${call.api}/repos/${place}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const gitUrl = `${call.api}/repos/${place}/git/${type === 'dir' ? 'trees' : 'blobs'}/${sha}`;
  const htmlUrl = `${WEB}/${place}/${type === 'dir' ? 'tree' : 'blob'}/${ref}/${encoded}`;
  return {
    name,
    path,
    sha,
    size,
    url,
    html_url: htmlUrl,
    git_url: gitUrl,
    download_url: type === 'dir' ? null : `https://raw.githubusercontent.com/${place}/${ref}/${encoded}`,
    type,
    _links: { self: url, git: gitUrl, html: htmlUrl },
  } satisfies Schemas['content-directory'][number];
}

/** A file with its content. */
export function showFile(place: ContentPlace, path: string, { sha, content, mode }: GitFile) {
  const name = path.split('/').at(-1) ?? path;
  const entry = { name, path, type: 'file', mode, sha, size: content.length } as const;
  // GitHub breaks base64 after sixty characters.
  const lines = content.toString('base64').replaceAll(/.{1,60}/g, '$&\n');
  return {
    ...showEntry(place, entry),
    type: 'file',
    content: lines,
    encoding: 'base64',
  } satisfies Schemas['content-file'];
}

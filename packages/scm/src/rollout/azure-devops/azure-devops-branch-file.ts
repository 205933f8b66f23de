import type { Clock } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import type { AzureDevOpsClient } from '../../azure-devops/azure-devops-client.js';
import type { AzureDevOpsRepository } from '../../azure-devops/repository.js';
import { branchFile, repositoryEmpty, type BranchFile, type BranchFileLook } from '../branch-file.js';
import { NO_OBJECT, refOf } from './azure-devops-session.js';
import { CHANGE_TYPES, RAW_TEXT } from './commit-files.js';
import { collect } from './read-files.js';

export interface AzureDevOpsBranchFileOptions {
  readonly client: AzureDevOpsClient;
  readonly repository: AzureDevOpsRepository;
  readonly branch: string;
  readonly path: string;
  readonly clock?: Clock | undefined;
}

interface Place extends AzureDevOpsBranchFileOptions {
  readonly fullName: string;
}

/** Numbers of the service: a version by its branch, and a file without what is below it. */
const BRANCH = 0;
const NONE = 0;

/** One request for each read, one or two for each change; three for the change that makes the branch. */
export function azureDevOpsBranchFile(options: AzureDevOpsBranchFileOptions): BranchFile {
  const { client, repository, branch, path, clock } = options;
  const fullName = `${client.organization}/${repository.project}/${repository.repository}`;
  const place = { ...options, fullName };
  return branchFile({
    name: `${path} on the branch ${branch} of ${fullName}`,
    clock,
    readText: () => readText(place),
    look: () => look(place),
    commit: (text, message, found) => push(place, { text, message, found }),
    isOutrun: (error) => error instanceof ScmError && /TF401028/.test(error.message),
  });
}

function itemOf({ repository, branch, path }: Place) {
  const version = { versionType: BRANCH, version: branch };
  const { repository: name, project } = repository;
  return [name, path, project, undefined, NONE, false, false, false, version] as const;
}

/** As plain text, which has no limit of length. */
async function readText(place: Place): Promise<string | undefined> {
  const content = await place.client.find('git', async (git) => collect(await git.getItemText(...itemOf(place))));
  return content?.toString('utf8');
}

async function look(place: Place): Promise<BranchFileLook> {
  const { client, repository, branch, fullName } = place;
  const item = await client.find('git', (git) => git.getItem(...itemOf(place)));
  if (item) return { head: item.commitId, version: item.objectId };
  const refs = await client.use('git', (git) => git.getRefs(repository.repository, repository.project, 'heads/'));
  if (refs.length === 0) throw repositoryEmpty(fullName);
  return { head: refs.find(({ name }) => name === refOf(branch))?.objectId, version: undefined };
}

/** The service takes it only while the branch is where it was. A branch that is not there begins with this commit. */
async function push(
  { client, repository, branch, path }: Place,
  { text, message, found }: { readonly text: string; readonly message: string; readonly found: BranchFileLook },
): Promise<string> {
  const changeType = found.version === undefined ? CHANGE_TYPES.add : CHANGE_TYPES.update;
  const change = { changeType, item: { path: `/${path}` }, newContent: { content: text, contentType: RAW_TEXT } };
  const body = {
    refUpdates: [{ name: refOf(branch), oldObjectId: found.head ?? NO_OBJECT }],
    commits: [{ comment: message, changes: [change] }],
  };
  const { refUpdates } = await client.use('git', (git) =>
    git.createPush(body, repository.repository, repository.project),
  );
  const oid = refUpdates?.[0]?.newObjectId;
  if (oid !== undefined) return oid;
  throw new ScmError('SCM_REQUEST', `Azure DevOps did not tell the commit that it made on ${branch}.`);
}

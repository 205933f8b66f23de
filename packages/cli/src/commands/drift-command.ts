import { summaryOf } from '../drift-text.js';
import {
  findDrift,
  hasOtherRepositories,
  readBaselineRecord,
  readPublishedState,
  readForDrift,
} from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import { renderDrift } from '../drift-text.js';
import type { ExitCode } from '../exit-code.js';
import { filesAt, filesOnDisk, openWorkspace, type EnvironmentFlags } from '../workspace.js';

/** Compares the live instance with what was published to it last. Exit code 3 where they differ. */
export async function driftCommand(
  flags: EnvironmentFlags,
  { output, variables, signal }: CommandContext,
): Promise<ExitCode> {
  const workspace = await openWorkspace(flags, variables, signal);
  const { client, git, repository, target } = workspace;
  const record = await readBaselineRecord(client, repository);
  const last = record?.last;
  const commit = last && !last.dirty ? await git?.resolveCommit(last.commit) : undefined;
  const source = commit === undefined ? filesOnDisk(workspace, variables) : filesAt(workspace, variables, commit);
  const against = commit === undefined ? 'the files as they are here' : `commit ${commit.slice(0, 10)}, published last`;
  const { state: published } = await readPublishedState(source);
  const [live, shared] = await Promise.all([readForDrift(client, published), hasOtherRepositories(client, repository)]);
  const items = findDrift({ published, live, shared });
  output.print(renderDrift(items, { target, against, compared: published.size, color: output.color }));
  output.emit({ target, against, summary: summaryOf(items), compared: published.size, drift: items });
  return items.length > 0 ? 3 : 0;
}

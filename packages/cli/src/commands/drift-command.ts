import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArtifacts, resourceKey, type State } from '@nx-apiops/apim';
import { applyFiles, planFiles, type FilePlan } from '@nx-apiops/extractor';
import { findDrift, readForDrift, readPublishedState, readRecords, type DriftItem } from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import { renderDrift, renderDriftMarkdown, summaryOf } from '../drift-text.js';
import type { ExitCode } from '../exit-code.js';
import { filesAt, filesOnDisk, openWorkspace, type EnvironmentFlags, type Workspace } from '../workspace.js';

export interface DriftFlags extends EnvironmentFlags {
  /** Put the live state of what drifted into the artifact files. */
  readonly write?: boolean;
  readonly markdownFile?: string;
}

/** Compares the live instance with what was published to it last. Exit code 3 where they differ. */
export async function driftCommand(
  flags: DriftFlags,
  { output, variables, signal }: CommandContext,
): Promise<ExitCode> {
  const workspace = await openWorkspace(flags, variables, signal);
  const { client, git, repository, target } = workspace;
  const { own, others } = await readRecords(client, repository);
  const last = own?.last;
  const commit = last && !last.dirty ? await git?.resolveCommit(last.commit) : undefined;
  const source = commit === undefined ? filesOnDisk(workspace, variables) : filesAt(workspace, variables, commit);
  const against = commit === undefined ? 'the files as they are here' : `commit ${commit.slice(0, 10)}, published last`;
  const { state: published } = await readPublishedState(source);
  const live = await readForDrift(client, published);
  const items = findDrift({ published, live, shared: others.length > 0 });
  const text = { target, against, compared: published.size, color: output.color };
  output.print(renderDrift(items, text));
  if (flags.markdownFile !== undefined) await writeFile(flags.markdownFile, renderDriftMarkdown(items, text));
  const written = flags.write && items.length > 0 ? await writeDrift(workspace, variables, { items, live }) : undefined;
  for (const { path } of written?.writes ?? []) output.print(`  write  ${path}`);
  for (const path of written?.deletes ?? []) output.print(`  delete ${path}`);
  output.emit({
    target,
    against,
    summary: summaryOf(items),
    compared: published.size,
    drift: items,
    ...(written && { written: written.writes.map(({ path }) => path), deleted: written.deletes }),
  });
  return items.length > 0 ? 3 : 0;
}

/** The live state of what drifted, into the files on disk; all else stays as it is. */
async function writeDrift(
  workspace: Workspace,
  variables: CommandContext['variables'],
  { items, live }: { readonly items: readonly DriftItem[]; readonly live: State },
): Promise<FilePlan> {
  const source = filesOnDisk(workspace, variables);
  const { state: existing, layout } = await readArtifacts(source.artifacts, source.layout);
  const { state: effective } = await readPublishedState(source);
  const drifted = new Set(items.map(({ id }) => id));
  const plan = planFiles({
    live: new Map([...live].filter(([key]) => drifted.has(key))),
    existing,
    effective,
    layout,
    inScope: ({ id }) => drifted.has(resourceKey(id)),
  });
  await applyFiles(join(workspace.root, workspace.artifactsFolder), plan);
  return plan;
}

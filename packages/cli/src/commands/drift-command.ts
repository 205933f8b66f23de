import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArtifacts, resourceKey, type State } from '@nx-apiops/apim';
import { applyFiles, planFiles, type FilePlan } from '@nx-apiops/extractor';
import {
  findDrift,
  readForDrift,
  readPublishedState,
  readRecords,
  shortCommit,
  type DriftItem,
} from '@nx-apiops/publisher';
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
export async function driftCommand(flags: DriftFlags, context: CommandContext): Promise<ExitCode> {
  const { output, variables } = context;
  const workspace = await openWorkspace(flags, context);
  const found = await readDrift(workspace, variables);
  const { items, against, compared } = found;
  const text = { target: workspace.target, against, compared, color: output.color };
  output.print(renderDrift(items, text));
  if (flags.markdownFile !== undefined) await writeFile(flags.markdownFile, renderDriftMarkdown(items, text));
  const written = flags.write && items.length > 0 ? await writeDrift(workspace, variables, found) : NOTHING_WRITTEN;
  for (const { path } of written.writes) output.print(`  write  ${path}`);
  for (const path of written.deletes) output.print(`  delete ${path}`);
  output.emit({
    target: workspace.target,
    against,
    summary: summaryOf(items),
    compared,
    drift: items,
    written: written.writes.map(({ path }) => path),
    deleted: written.deletes,
  });
  return items.length > 0 ? 3 : 0;
}

const NOTHING_WRITTEN: FilePlan = { writes: [], deletes: [], unchanged: 0 };

interface FoundDrift {
  readonly items: readonly DriftItem[];
  readonly live: State;
  /** For people: with what the instance was compared. */
  readonly against: string;
  /** How many resources were compared. */
  readonly compared: number;
}

async function readDrift(workspace: Workspace, variables: CommandContext['variables']): Promise<FoundDrift> {
  const { client, git, repository } = workspace;
  const { own, others } = await readRecords(client, repository);
  const commit = own?.last && !own.last.dirty ? await git?.resolveCommit(own.last.commit) : undefined;
  const source = commit === undefined ? filesOnDisk(workspace, variables) : filesAt(workspace, variables, commit);
  const { state: published } = await readPublishedState(source);
  const live = await readForDrift(client, published);
  return {
    items: findDrift({ published, live, shared: others.length > 0 }),
    live,
    against: commit === undefined ? 'the files as they are here' : `commit ${shortCommit(commit)}, published last`,
    compared: published.size,
  };
}

/** The live state of what drifted, into the files on disk; all else stays as it is. */
async function writeDrift(
  workspace: Workspace,
  variables: CommandContext['variables'],
  { items, live }: FoundDrift,
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

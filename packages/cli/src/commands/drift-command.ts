import { join } from 'node:path';
import {
  normalizeProperties,
  readArtifacts,
  resourceKey,
  type Resource,
  type ResourceId,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';
import { addOverride, loadFilter } from '@nx-apiops/config';
import { applyFiles, isSelected, planFiles, type FilePlan } from '@nx-apiops/extractor';
import { equalJson, type JsonObject } from '@nx-apiops/plan';
import {
  findDrift,
  readForDrift,
  readPublishedState,
  readRecords,
  shortCommit,
  overrideSteps,
  type DesiredState,
  type DriftItem,
} from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import { renderDrift, renderDriftMarkdown, summaryOf } from '../drift-text.js';
import { existingText } from '../existing-text.js';
import type { ExitCode } from '../exit-code.js';
import { readInput, writeOutput } from '../text-files.js';
import { noteTier } from '../note-tier.js';
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
  noteTier(workspace.client, output);
  output.print(renderDrift(items, text));
  if (flags.markdownFile !== undefined) await writeOutput(flags.markdownFile, renderDriftMarkdown(items, text));
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
  readonly published: DesiredState;
  /** For people: with what the instance was compared. */
  readonly against: string;
  /** How many resources were compared. */
  readonly compared: number;
}

async function readDrift(workspace: Workspace, variables: CommandContext['variables']): Promise<FoundDrift> {
  const { client, git, repository, root } = workspace;
  const { own, others } = await readRecords(client, repository);
  const commit = own?.last && !own.last.dirty ? await git?.resolveCommit(own.last.commit) : undefined;
  const source = commit === undefined ? filesOnDisk(workspace, variables) : await filesAt(workspace, variables, commit);
  const published = await readPublishedState(source);
  const live = await readForDrift(client, published.state);
  const filter = loadFilter(root);
  const inScope = (id: ResourceId): boolean => isSelected(filter, id);
  return {
    items: findDrift({ published: published.state, live, shared: others.length > 0, inScope }),
    live,
    published,
    against: commit === undefined ? 'the files as they are here' : `commit ${shortCommit(commit)}, published last`,
    compared: published.state.size,
  };
}

/**
 * The live state of what drifted, into the files on disk; all else stays as it is. What an override says for this
 * environment is changed in the file of overrides, so that other environments do not get the value.
 */
async function writeDrift(
  workspace: Workspace,
  variables: CommandContext['variables'],
  { items, live, published }: FoundDrift,
): Promise<FilePlan> {
  const source = filesOnDisk(workspace, variables);
  const { state: existing, layout } = await readArtifacts(source.artifacts, source.layout);
  const overridden = new Set(published.overridden);
  const isOverride = ({ id, kind }: DriftItem): boolean => kind === 'changed' && overridden.has(id);
  const drifted = new Set(items.filter((item) => !isOverride(item)).map(({ id }) => id));
  const folder = join(workspace.root, workspace.artifactsFolder);
  const plan = planFiles({
    live: new Map([...live].filter(([key]) => drifted.has(key))),
    existing,
    effective: published.state,
    layout,
    inScope: ({ id }) => drifted.has(resourceKey(id)),
    textOf: existingText(folder),
  });
  await applyFiles(folder, plan);
  const ids = items.filter(isOverride).map(({ id }) => id);
  return ids.length > 0 ? writeOverrides(workspace, ids, { plan, live, published: published.state }) : plan;
}

async function writeOverrides(
  { root, overridesFile }: Workspace,
  ids: readonly ResourceKey[],
  known: { readonly plan: FilePlan; readonly live: State; readonly published: State },
): Promise<FilePlan> {
  const file = join(root, overridesFile);
  let text = await readInput(file);
  for (const id of ids) {
    const [now, then] = [known.live.get(id), known.published.get(id)];
    const [last, ...parents] = [...((now && overrideSteps(now.id)) ?? [])].reverse();
    if (!now || !then || !last) continue;
    const properties = changedMembers(then, now);
    text = addOverride(
      text,
      { ...last, parents: parents.reverse(), properties },
      { replace: true, file: overridesFile },
    );
  }
  await writeOutput(file, text);
  return { ...known.plan, writes: [...known.plan.writes, { path: `../${overridesFile}`, text }] };
}

function changedMembers(then: Resource, now: Resource): JsonObject {
  const [before, after] = [normalizeProperties(then), normalizeProperties(now)];
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !equalJson(value, before[name])));
}

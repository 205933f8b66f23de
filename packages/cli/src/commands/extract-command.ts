import { readdir } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { folderSource, readArtifacts, readService, RESOURCES, type Artifacts, type State } from '@nx-apiops/apim';
import { loadFilter } from '@nx-apiops/config';
import { applyFiles, applyFilter, filterSelection, planFiles, type FilePlan } from '@nx-apiops/extractor';
import { applyOverrides, readPublishedState } from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import { CliError } from '../errors.js';
import type { ExitCode } from '../exit-code.js';
import { filesOnDisk, openWorkspace, type EnvironmentFlags, type Workspace } from '../workspace.js';

export interface ExtractFlags extends EnvironmentFlags {
  readonly output?: string;
  readonly transitive: boolean;
  readonly allowUnmatched?: boolean;
  readonly dryRun?: boolean;
}

/** Writes the instance into the artifact folder, or into another one; only files that would differ are touched. */
export async function extractCommand(flags: ExtractFlags, context: CommandContext): Promise<ExitCode> {
  const { output, variables, signal } = context;
  const workspace = await openWorkspace(flags, variables, signal);
  const folder = resolve(workspace.root, flags.output ?? workspace.config.artifacts.folder);
  const filter = loadFilter(workspace.root);
  const existing = await readExisting(workspace, folder, variables);
  let count = 0;
  const live = await readService(workspace.client, {
    ...filterSelection(filter, existing.state),
    onResource: () => {
      count += 1;
      if (count % 100 === 0) output.progress(`${count} resources read from ${workspace.target}`);
    },
  });
  const filtered = applyFilter(live, filter, { transitive: flags.transitive });
  if (filtered.unmatched.length > 0 && !flags.allowUnmatched) {
    throw new CliError(
      'USAGE',
      `The filter matches nothing in ${workspace.target} at:\n  ${filtered.unmatched.join('\n  ')}`,
      {
        hint: 'Correct the names, or pass --allow-unmatched. Nothing was written.',
      },
    );
  }
  const plan = planFiles({
    live: filtered.state,
    existing: existing.state,
    effective: existing.effective,
    layout: existing.layout,
    inScope: (resource) => filter === undefined && RESOURCES[resource.id.kind].reading !== 'derived',
  });
  if (!flags.dryRun) await applyFiles(folder, plan);
  report(plan, { folder, workspace, context, resources: filtered.state.size, dryRun: flags.dryRun ?? false });
  return 0;
}

interface Existing extends Pick<Artifacts, 'state' | 'layout'> {
  /** With overrides, where the folder is the repository's own: what the instance was published from. */
  readonly effective: State;
}

async function readExisting(
  workspace: Workspace,
  folder: string,
  variables: CommandContext['variables'],
): Promise<Existing> {
  const layout = workspace.config.artifacts.layout;
  const isOwn = relative(join(workspace.root, workspace.config.artifacts.folder), folder) === '';
  const isEmpty = (await readdir(folder).catch(() => [])).length === 0;
  if (isEmpty) return { state: new Map(), effective: new Map(), layout: layout ?? 'apiops-cli' };
  const source = folderSource(folder, isAbsolute(folder) ? relative(workspace.root, folder) : folder);
  const artifacts = await readArtifacts(source, layout);
  if (!isOwn) return { ...artifacts, effective: artifacts.state };
  const { overrides } = await readPublishedState(filesOnDisk(workspace, variables));
  return { ...artifacts, effective: applyOverrides(artifacts.state, overrides) };
}

function report(
  plan: FilePlan,
  {
    folder,
    workspace,
    context: { output },
    resources,
    dryRun,
  }: {
    readonly folder: string;
    readonly workspace: Workspace;
    readonly context: CommandContext;
    readonly resources: number;
    readonly dryRun: boolean;
  },
): void {
  const { requests, downloads } = workspace.client.statistics();
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  const verb = dryRun ? 'would be' : 'were';
  for (const { path } of plan.writes) output.print(`  write  ${path}`);
  for (const path of plan.deletes) output.print(`  delete ${path}`);
  output.print(
    `${resources} resources of ${workspace.target}: ${plan.writes.length} files ${verb} written, ${plan.deletes.length} deleted in ${folder}; ` +
      `${plan.unchanged} resources are as their files say. ${total} requests to Azure Resource Manager, ${downloads} downloads.`,
  );
  output.emit({
    target: workspace.target,
    folder,
    resources,
    written: plan.writes.map(({ path }) => path),
    deleted: plan.deletes,
    unchanged: plan.unchanged,
    requests,
    downloads,
  });
}

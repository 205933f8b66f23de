import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { describeResource, folderSource, readArtifacts, type Artifacts, type State } from '@nx-apiops/apim';
import { loadFilter, parseFilter, type ExtractorFilter } from '@nx-apiops/config';
import {
  applyFiles,
  planFiles,
  readExtractionState,
  readForExtraction,
  writeExtractionState,
  type FilePlan,
} from '@nx-apiops/extractor';
import { applyOverrides, readPublishedState } from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import { counted } from '../counted.js';
import { CliError } from '../errors.js';
import { existingText } from '../existing-text.js';
import type { ExitCode } from '../exit-code.js';
import type { Output } from '../output.js';
import { noteTier } from '../note-tier.js';
import { filesOnDisk, openWorkspace, type EnvironmentFlags, type Workspace } from '../workspace.js';

export interface ExtractFlags extends EnvironmentFlags {
  readonly output?: string;
  readonly transitive: boolean;
  readonly allowUnmatched?: boolean;
  readonly dryRun?: boolean;
  readonly filter?: string;
  readonly specFormat?: 'yaml' | 'json';
}

/** Writes the instance into the artifact folder, or into another one; only files that would differ are touched. */
export async function extractCommand(flags: ExtractFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  // Existing tools name the filter by this variable when they extract, and the overrides when they publish.
  const { CONFIGURATION_YAML_PATH: filterVariable, ...variables } = context.variables;
  const workspace = await openWorkspace(flags, { ...context, variables });
  const { root, artifactsFolder, target, client } = workspace;
  const folder = resolve(root, flags.output ?? artifactsFolder);
  const existing = await readExisting(workspace, folder, variables);
  const known = await readExtractionState(root);
  let count = 0;
  const { live, unmatched, samples, inScope, state } = await readForExtraction({
    client,
    filter: await readFilter(root, flags.filter ?? filterVariable),
    existing: existing.state,
    state: known,
    transitive: flags.transitive,
    onResource: () => {
      count += 1;
      if (count % PROGRESS_STEP === 0) output.progress(`${count} resources read from ${target}`);
    },
  });
  if (unmatched.length > 0 && !flags.allowUnmatched) {
    throw new CliError('USAGE', `The filter matches nothing in ${target} at:\n  ${unmatched.join('\n  ')}`, {
      hint: 'Correct the names, or pass --allow-unmatched. Nothing was written.',
    });
  }
  const { layout, effective } = existing;
  const specificationSyntax = flags.specFormat ?? syntaxFrom(variables);
  const textOf = existingText(folder);
  const plan = planFiles({ live, existing: existing.state, effective, layout, inScope, specificationSyntax, textOf });
  if (!flags.dryRun) {
    await applyFiles(folder, plan);
    if (state !== known) await writeExtractionState(root, state);
  }
  if (samples.length > 0) {
    const names = samples.map(describeResource).join(', ');
    output.print(
      `Left out, as nobody changed or uses them: ${names}. Name them in configuration.extractor.yaml to have them.`,
    );
  }
  report(plan, { folder, workspace, output, resources: live.size, dryRun: flags.dryRun ?? false });
  return 0;
}

const PROGRESS_STEP = 100;

/** API_SPECIFICATION_FORMAT as existing tools take it. */
function syntaxFrom(variables: CommandContext['variables']): 'yaml' | 'json' {
  return /json/i.test(variables['API_SPECIFICATION_FORMAT'] ?? '') ? 'json' : 'yaml';
}

async function readFilter(root: string, file: string | undefined): Promise<ExtractorFilter | undefined> {
  if (!file) return loadFilter(root);
  const text = await readFile(resolve(root, file), 'utf8').catch((cause: unknown) => {
    throw new CliError('USAGE', `The filter ${file} cannot be read.`, { hint: 'Check the path.', cause });
  });
  return parseFilter(text, file);
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
  const isOwn = relative(join(workspace.root, workspace.artifactsFolder), folder) === '';
  const isEmpty = (await readdir(folder).catch(() => [])).length === 0;
  if (isEmpty) return { state: new Map(), effective: new Map(), layout: layout ?? 'apiops-cli' };
  const source = folderSource(folder, isAbsolute(folder) ? relative(workspace.root, folder) : folder);
  const artifacts = await readArtifacts(source, layout);
  if (!isOwn) return { ...artifacts, effective: artifacts.state };
  const { overrides } = await readPublishedState(filesOnDisk(workspace, variables));
  return { ...artifacts, effective: applyOverrides(artifacts.state, overrides) };
}

interface ExtractReport {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly output: Output;
  readonly resources: number;
  readonly dryRun: boolean;
}

function report(plan: FilePlan, { folder, workspace, output, resources, dryRun }: ExtractReport): void {
  noteTier(workspace.client, output);
  const { requests, downloads } = workspace.client.statistics();
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  const verb = dryRun ? 'would be' : plan.writes.length === 1 ? 'was' : 'were';
  for (const { path } of plan.writes) output.print(`  write  ${path}`);
  for (const path of plan.deletes) output.print(`  delete ${path}`);
  output.print(
    `${counted(resources, 'resource')} of ${workspace.target}: ${counted(plan.writes.length, 'file')} ${verb} written and ${plan.deletes.length} deleted in ${folder}, ` +
      `${counted(plan.unchanged, 'resource')} as their files say. ${counted(total, 'request')} to Azure Resource Manager, ${counted(downloads, 'download')}.`,
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

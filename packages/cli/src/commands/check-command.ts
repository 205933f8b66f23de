import { findEnvironment, loadApiopsConfig, overridesFileName, refuseStrayOverrides } from '@nx-apiops/config';
import { CodedError } from '@nx-apiops/plan';
import { checkState, readDesiredState, withUnknownTokens } from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import { counted } from '../counted.js';
import type { ExitCode } from '../exit-code.js';
import { findRoot } from '../find-root.js';
import { describeError } from '../output.js';
import { filesOnDisk, type WorkspaceFiles } from '../workspace.js';

export interface CheckFlags {
  readonly env?: string;
  /** The nearest folder upwards with apiops.yaml unless stated. */
  readonly root?: string;
}

/** What came out for one environment. */
interface CheckResult {
  readonly environment: string;
  readonly resources: number;
  readonly notes: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

/**
 * Checks the files of one or all environments without any access to Azure: all that a publish would refuse, except that
 * what the artifacts do not hold is taken to be on the target, and tokens need no values. Exit code 2 for problems.
 */
export async function checkCommand(flags: CheckFlags, { output, variables }: CommandContext): Promise<ExitCode> {
  const root = findRoot(flags.root);
  const config = loadApiopsConfig(root);
  refuseStrayOverrides(root, config);
  const environments = flags.env === undefined ? config.environments : [findEnvironment(config, flags.env)];
  const results: CheckResult[] = [];
  for (const environment of environments) {
    const { name } = environment;
    const { resources, notes, problem } = await checkFiles(root, name, variables);
    if (problem) output.print(`${name}: ${describeError(problem)}`);
    else output.print(`${name}: ${counted(resources, 'resource')}, no problem.`);
    for (const note of notes) output.print(`  Note: ${note}`);
    results.push({
      environment: name,
      resources,
      notes,
      ...(problem && { error: { code: problem.code, message: problem.message } }),
    });
  }
  output.emit({ environments: results });
  return results.some(({ error }) => error) ? 2 : 0;
}

/** Checks the files of one environment, and gives what is wrong with them instead of throwing it. */
export async function checkFiles(
  root: string,
  environmentName: string,
  variables: CommandContext['variables'],
): Promise<{ readonly resources: number; readonly notes: readonly string[]; readonly problem?: CodedError }> {
  const config = loadApiopsConfig(root);
  const environment = findEnvironment(config, environmentName);
  const files: WorkspaceFiles = {
    root,
    config,
    environment,
    artifactsFolder: config.artifacts.folder,
    overridesFile: overridesFileName(environment.name),
  };
  let resources = 0;
  let notes: readonly string[] = [];
  try {
    const { state, notes: found } = await readDesiredState(withUnknownTokens(filesOnDisk(files, variables)));
    resources = state.size;
    notes = found;
    await checkState(state, async () => true);
    return { resources, notes };
  } catch (error) {
    if (error instanceof CodedError) return { resources, notes, problem: error };
    throw error;
  }
}

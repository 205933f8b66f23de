import type { Cloud } from '@nx-apiops/config';
import { CliError } from './errors.js';

/** The variables that a command sees; injected, so that tests need none. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The variables that have a value. Azure Pipelines passes a macro on as it is written where nothing has its name, so that
 * `KEY: $(KEY)` sets KEY to `$(KEY)` when the variable group has no KEY: such a variable counts as not set.
 *
 * Source: https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax
 */
export function setVariables(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name, value]) => !isUnexpandedMacro(name, value)));
}

/** Names of macros have any case, and dots where those of variables have underscores. */
function isUnexpandedMacro(name: string, value: string | undefined): boolean {
  if (value === undefined || !value.startsWith('$(') || !value.endsWith(')')) return false;
  return asVariable(value.slice(2, -1)) === asVariable(name);
}

function asVariable(name: string): string {
  return name.trim().toUpperCase().replaceAll('.', '_');
}

/** Names of clouds in the variables of existing tools. */
const CLOUD_NAMES: Readonly<Record<string, Cloud>> = {
  azurecloud: 'public',
  azurepubliccloud: 'public',
  public: 'public',
  azureusgovernment: 'usgovernment',
  usgovernment: 'usgovernment',
  azurechinacloud: 'china',
  china: 'china',
};

/** The cloud that AZURE_CLOUD_ENVIRONMENT names, undefined where it is not set. Throws `USAGE` for an unknown one. */
export function cloudFrom(variables: Variables): Cloud | undefined {
  const name = variables['AZURE_CLOUD_ENVIRONMENT'];
  if (!name) return undefined;
  const cloud = CLOUD_NAMES[name.toLowerCase()];
  if (cloud) return cloud;
  throw new CliError('USAGE', `AZURE_CLOUD_ENVIRONMENT is ${JSON.stringify(name)}, which is no known cloud.`, {
    hint: 'Set it to AzureCloud, AzureUSGovernment or AzureChinaCloud.',
  });
}

/** True for the spellings in which pipelines write it. */
export function isTrue(value: string | undefined): boolean {
  return /^(true|1|yes)$/i.test(value ?? '');
}

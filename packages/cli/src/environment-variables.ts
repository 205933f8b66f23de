import type { Cloud } from '@nx-apiops/config';
import { CliError } from './errors.js';

/** The variables that a command sees; injected, so that tests need none. */
export type Variables = Readonly<Record<string, string | undefined>>;

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

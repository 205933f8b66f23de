import type { ServiceAddress } from '@nx-apiops/apim';
import type { ApiopsEnvironment } from '@nx-apiops/config';
import { CliError } from './errors.js';

/** Flags that name an instance; they win over everything. */
export interface TargetFlags {
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly service?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Where each part of the address may come from besides the flag and apiops.yaml: the variables of existing tools. */
const SOURCES = [
  { part: 'subscriptionId', flag: 'subscription', option: '--subscription', variable: 'AZURE_SUBSCRIPTION_ID' },
  { part: 'resourceGroup', flag: 'resourceGroup', option: '--resource-group', variable: 'AZURE_RESOURCE_GROUP_NAME' },
  { part: 'serviceName', flag: 'service', option: '--service', variable: 'API_MANAGEMENT_SERVICE_NAME' },
] as const;

/**
 * The instance of an environment: a flag wins, then apiops.yaml, then the environment variable, so that a variable
 * left over in a shell cannot lead a publish astray. Throws `TARGET` naming what is missing.
 */
export function resolveTarget(
  environment: ApiopsEnvironment,
  flags: TargetFlags,
  variables: Variables,
): ServiceAddress {
  const [subscriptionId, resourceGroup, serviceName] = SOURCES.map(({ part, flag, option, variable }) => {
    const value = flags[flag] ?? environment[part] ?? variables[variable];
    if (value !== undefined && value !== '') return value;
    throw new CliError('TARGET', `The ${part} of the environment "${environment.name}" is not known.`, {
      hint: `Set ${part} in apiops.yaml, pass ${option}, or set ${variable}.`,
    });
  });
  return { subscriptionId: subscriptionId ?? '', resourceGroup: resourceGroup ?? '', serviceName: serviceName ?? '' };
}

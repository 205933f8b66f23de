import { setMaxListeners } from 'node:events';
import { CLOUDS, resolveCredential, resolveEndpoint, type CloudName } from '@nx-apiops/apim';
import { parseServiceEndpoint } from '@nx-apiops/plan';
import type { TokenCredential } from '@azure/identity';
import { createAzureRest, type AzureRest } from './azure-rest.js';
import { IdentityError } from './errors.js';

export interface AzureConnectionOptions {
  readonly cloud: CloudName;
  /** Instead of the cloud's: https, or http on a loopback address. */
  readonly armEndpoint?: string | undefined;
  readonly graphEndpoint?: string | undefined;
  readonly credential?: TokenCredential | undefined;
  /** See `AzureRestOptions`. */
  readonly developmentToken?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The two services that identities are made with. */
export interface AzureConnection {
  readonly arm: AzureRest;
  readonly graph: AzureRest;
}

/**
 * Sends nothing by itself. With the emulator's Azure Resource Manager, Graph has to be the emulator's too: a plan would
 * otherwise read one tenant and change another. Throws `IDENTITY_ENDPOINT`, and `ENDPOINT` of the client for ARM.
 */
export function connectAzure(options: AzureConnectionOptions): AzureConnection {
  const { cloud, credential, developmentToken, signal } = options;
  const armEndpoint = resolveEndpoint({ cloud, endpoint: options.armEndpoint });
  const text = options.graphEndpoint ?? CLOUDS[cloud].graphEndpoint;
  const graphEndpoint = parseServiceEndpoint(text);
  if (!graphEndpoint) {
    throw new IdentityError(
      'IDENTITY_ENDPOINT',
      `${JSON.stringify(text)} cannot be used as the address of Microsoft Graph.`,
      {
        hint: 'Set NX_APIOPS_GRAPH_ENDPOINT to an https address, or to http on 127.0.0.1, without a query.',
      },
    );
  }
  if (armEndpoint.isDevelopment !== graphEndpoint.isDevelopment && options.graphEndpoint !== undefined) {
    throw new IdentityError(
      'IDENTITY_ENDPOINT',
      'Only one of Azure Resource Manager and Microsoft Graph is an emulator.',
      {
        hint: 'Set both NX_APIOPS_ARM_ENDPOINT and NX_APIOPS_GRAPH_ENDPOINT, or neither.',
      },
    );
  }
  // Every request under way listens to it, so many listeners are no leak.
  if (signal) setMaxListeners(0, signal);
  const shared = { credential: resolveCredential(armEndpoint, credential), developmentToken, signal };
  return {
    arm: createAzureRest({
      ...shared,
      service: 'Azure Resource Manager',
      baseUrl: armEndpoint.baseUrl,
      isDevelopment: armEndpoint.isDevelopment,
      tokenScope: CLOUDS[cloud].tokenScope,
    }),
    graph: createAzureRest({
      ...shared,
      service: 'Microsoft Graph',
      baseUrl: graphEndpoint.baseUrl,
      isDevelopment: graphEndpoint.isDevelopment,
      tokenScope: `${CLOUDS[cloud].graphEndpoint}/.default`,
    }),
  };
}

import type { ApiopsConfig } from '@nx-apiops/config';
import type { AzureConnection } from './azure-connection.js';
import { listCredentials } from './handlers/credential-handler.js';
import { defaultPrefix, resolveIdentityModel, uniquePrefix, type IdentityModel } from './identity-model.js';
import { isOwnTrust } from './own-trust.js';
import type { PipelineHost } from './pipeline-host.js';

/** Which repository identities are for. */
export interface IdentityOwner {
  /** `acme-apis`. */
  readonly name: string;
  /** With its organization, and in Azure DevOps its project: `acme/apis/acme-apis`. */
  readonly fullName: string;
}

interface Surroundings {
  readonly owner: IdentityOwner;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly azure: AzureConnection;
  readonly host: PipelineHost;
}

/**
 * What `apiops.yaml` says about identities. Without `identity.prefix`, names are unique to the repository, its project and
 * its organization, so that another repository of the same name never shares an identity with it. Identities with the
 * shorter names of older versions stay in use where their reader lets this repository in. Sends reads only.
 *
 * Throws `IDENTITY_CONFIG`, and what Azure or the host answer with.
 */
export async function chooseIdentityModel(config: ApiopsConfig, around: Surroundings): Promise<IdentityModel> {
  const { owner, variables, azure, host } = around;
  const older = resolveIdentityModel(config, { prefix: defaultPrefix(owner.name), variables });
  if (config.identity?.prefix !== undefined || (await isUsed(older, { azure, host }))) return older;
  return resolveIdentityModel(config, {
    prefix: uniquePrefix(owner.name, `${host.kind}:${owner.fullName}`),
    variables,
  });
}

async function isUsed(model: IdentityModel, { azure, host }: Pick<Surroundings, 'azure' | 'host'>): Promise<boolean> {
  const credentials = await listCredentials({ model, azure }, model.reader.name);
  const own = await Promise.all(credentials.map(async ({ name, trust }) => isOwnTrust(name, trust, host)));
  return own.includes(true);
}

import { IdentityError } from '../errors.js';
import type { IdentityModel } from '../identity-model.js';
import type { PipelineHost } from '../pipeline-host.js';
import { STORED_SECRETS } from '../report/stored-secrets.js';

/** Where the client secret of an identity is kept on GitHub: `prod/AZURE_CLIENT_SECRET`, the reader's with the repository. */
export function secretPlace({ publishers }: IdentityModel, identity: string): string {
  const environment = publishers.find(({ name }) => name === identity)?.environment;
  return environment === undefined ? STORED_SECRETS.reader : `${environment}/${STORED_SECRETS.publisher}`;
}

/** Sealed for GitHub before it leaves. Throws `IDENTITY_CONFIG` for Azure DevOps, and what the host throws. */
export async function storeSecret(
  { model, host }: { readonly model: IdentityModel; readonly host: PipelineHost },
  identity: string,
  text: string,
): Promise<void> {
  if (host.kind === 'azure-devops') throw noSecretsThere([identity]);
  const place = secretPlace(model, identity);
  await host.secrets((asked) => (asked === place ? text : undefined)).write(place, { exists: true });
}

export function noSecretsThere(identities: readonly string[]): IdentityError {
  return new IdentityError(
    'IDENTITY_CONFIG',
    `Client secrets of service connections are not renewed on Azure DevOps: ${identities.join(', ')}.`,
    {
      hint: 'Move the connection to workload identity federation, which has no secret (Project settings, Service connections, Convert; or nx-apiops identity apply), and delete the client secret.',
    },
  );
}

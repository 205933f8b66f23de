import type { IdentityModel } from '../identity-model.js';
import type { PipelineHost } from '../pipeline-host.js';
import type { SecretEntry } from './credential-report.js';
import { ageOf, type AgeLimit } from './secret-age.js';

/** Under these names pipelines keep secrets to sign in to Azure with. */
export const STORED_SECRETS = {
  publisher: 'AZURE_CLIENT_SECRET',
  reader: 'AZURE_READER_CLIENT_SECRET',
  /** A JSON document with client id and secret, as older versions of azure/login take it. */
  whole: 'AZURE_CREDENTIALS',
} as const;

/** Secrets that the host keeps for signing in to Azure. What they hold, nobody is told. */
export async function readStoredSecrets(
  model: IdentityModel,
  host: PipelineHost,
  limit: AgeLimit,
): Promise<{ readonly entries: readonly SecretEntry[]; readonly notes: readonly string[] }> {
  if (host.kind === 'github') return { entries: await gitHubSecrets(model, host, limit), notes: [] };
  if (!host.listConnections) return { entries: [], notes: ['Service connections with a secret were not looked for.'] };
  const connections = await host.listConnections();
  const entries = connections
    .filter(({ scheme }) => scheme.toLowerCase() !== 'workloadidentityfederation')
    .map(({ name, scheme }): SecretEntry => {
      return {
        kind: 'connection secret',
        holder: `service connection ${name}`,
        name: scheme,
        ...ageOf({}, limit),
        use: connectionUse(model, name),
      };
    });
  return { entries, notes: [] };
}

function connectionUse({ environments }: IdentityModel, connection: string): string[] {
  return environments.flatMap(({ name }) => {
    if (connection === `publisher-${name}`) return [`publish to ${name}`];
    return connection === `reader-${name}` ? [`plan, drift and extract of ${name}`] : [];
  });
}

async function gitHubSecrets(
  { environments }: IdentityModel,
  host: Extract<PipelineHost, { kind: 'github' }>,
  limit: AgeLimit,
): Promise<SecretEntry[]> {
  const secrets = host.secrets(() => undefined);
  const places = [
    { prefix: '', holder: 'repository', use: 'every pipeline' },
    ...environments.map(({ name }) => ({
      prefix: `${name}/`,
      holder: `environment ${name}`,
      use: `environment ${name}`,
    })),
  ];
  const found = await Promise.all(
    places.flatMap(({ prefix, holder, use }) =>
      Object.values(STORED_SECRETS).map(async (name): Promise<SecretEntry[]> => {
        const secret = await secrets.read(`${prefix}${name}`);
        if (!secret) return [];
        const start = secret['updatedAt'];
        const validity = typeof start === 'string' ? { start } : {};
        return [{ kind: 'stored secret', holder, name, ...ageOf(validity, limit), use: [use] }];
      }),
    ),
  );
  return found.flat();
}

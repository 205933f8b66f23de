import type { IdentityContext } from '../identity-handlers.js';
import { identitiesOf } from '../identity-model.js';
import { OUR_CREDENTIALS } from '../identity-settings.js';
import { readHolders, type CredentialHolder } from './credential-holders.js';
import { byUrgency, type CredentialReport, type TrustEntry } from './credential-report.js';
import { readNeededTrusts, readUsedClients, type NeededTrust } from './pipeline-uses.js';
import type { AgeLimit } from './secret-age.js';
import { secretEntries } from './secret-entries.js';
import { readStoredSecrets } from './stored-secrets.js';

/**
 * Every credential by which somebody can become an identity of the pipelines: federated credentials, client secrets and
 * certificates, and what the host stores. Sends reads only; no secret is read, and none can be.
 */
export async function readCredentialReport(context: IdentityContext, now: Date): Promise<CredentialReport> {
  const { model, host } = context;
  const limit = { now, maxSecretAgeDays: model.maxSecretAgeDays };
  const [needed, used, stored] = await Promise.all([
    readNeededTrusts(model, host),
    readUsedClients(model, host),
    readStoredSecrets(model, host, limit),
  ]);
  const { holders, notes } = await readHolders(context, used);
  return {
    version: 1,
    target: `${identitiesOf(model)
      .map(({ name }) => name)
      .join(', ')} in tenant ${model.tenantId}`,
    takenAt: now.toISOString(),
    maxSecretAgeDays: model.maxSecretAgeDays,
    entries: byUrgency([...holders.flatMap((holder) => entriesOf(holder, needed, limit)), ...stored.entries]),
    notes: [...notes, ...stored.notes],
  };
}

function entriesOf(holder: CredentialHolder, needed: readonly NeededTrust[], limit: AgeLimit) {
  const { name, use } = holder;
  const [application, ...principals] = holder.owners;
  return [
    ...(application ? secretEntries(application, { holder: name, use }, limit) : []),
    ...principals.flatMap((principal) =>
      secretEntries(principal, { holder: `${name} (service principal)`, use }, limit),
    ),
    ...holder.trusts.map((credential) => trustEntry(holder, credential, needed)),
  ];
}

function trustEntry(
  holder: CredentialHolder,
  { name, trust }: CredentialHolder['trusts'][number],
  needed: readonly NeededTrust[],
): TrustEntry {
  const { issuer, subject } = trust;
  const use = needed
    .filter((wanted) => wanted.issuer === issuer && wanted.subject === subject && holder.use.includes(wanted.use))
    .map((wanted) => wanted.use);
  return {
    kind: 'federated credential',
    holder: holder.name,
    name,
    issuer,
    subject,
    isOurs: name.startsWith(OUR_CREDENTIALS),
    isNeeded: use.length > 0,
    use: [...new Set(use)],
  };
}

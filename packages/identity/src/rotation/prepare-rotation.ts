import {
  planSettings,
  readSettings,
  type Plan,
  type Setting,
  type SettingHandlers,
  type SettingOperation,
} from '@nx-apiops/plan';
import type { IdentityContext } from '../identity-handlers.js';
import { identitiesOf, type IdentityModel } from '../identity-model.js';
import type { SecretEntry } from '../report/credential-report.js';
import { readCredentialReport } from '../report/read-credential-report.js';
import { STORED_SECRETS } from '../report/stored-secrets.js';
import { IDENTITY_TYPES } from '../identity-settings.js';
import { clientSecretHandler, type RotationOptions } from './client-secret-handler.js';
import { noSecretsThere, secretPlace } from './secret-place.js';

/** Reads and writes what `prepareRotation` plans; give both the same time and options. */
export function rotationHandlers(context: IdentityContext, now: Date, options: RotationOptions = {}): SettingHandlers {
  return { [IDENTITY_TYPES.clientSecret]: clientSecretHandler({ ...context, ...options, now }) };
}

/**
 * Plans a new client secret for each app registration of the model that has one past the limit, or any with `all`.
 * Sends reads only. What is past the limit and cannot be renewed here stands in the notes.
 *
 * Throws `IDENTITY_CONFIG` on Azure DevOps where there is something to renew.
 */
export async function prepareRotation(
  context: IdentityContext,
  now: Date,
  options: RotationOptions = {},
): Promise<Plan<SettingOperation>> {
  const { model, host } = context;
  const handlers = rotationHandlers(context, now, options);
  const candidates = identitiesOf(model).map(({ name }): Setting => ({
    type: IDENTITY_TYPES.clientSecret,
    name,
    value: { replaced: [] },
  }));
  const [actual, report] = await Promise.all([readSettings(candidates, handlers), readCredentialReport(context, now)]);
  const desired = candidates.filter(({ type, name }) => actual.has(`${type} ${name}`));
  const plan = planSettings({ target: `client secrets in tenant ${model.tenantId}`, desired, actual });
  const renewed = plan.actions.map(({ name }) => name);
  if (host.kind === 'azure-devops' && renewed.length > 0) throw noSecretsThere(renewed);
  const secrets = report.entries.filter((entry) => entry.kind !== 'federated credential');
  return {
    ...plan,
    notes: [
      ...renewed.map(
        (identity) =>
          `The new client secret of ${identity} goes to ${secretPlace(model, identity)}; those that it replaces are removed, and whoever else signs in with one of them is locked out.`,
      ),
      ...secrets.flatMap((entry) => leftNote(entry, { model, renewed })),
      ...report.notes,
    ],
  };
}

/** What a rotation leaves as it is although somebody has to see to it. */
function leftNote(
  entry: SecretEntry,
  { model, renewed }: { readonly model: IdentityModel; readonly renewed: readonly string[] },
): string[] {
  const { kind, holder, name, pastLimit } = entry;
  const isRenewedHere = kind === 'client secret' && identitiesOf(model).some((identity) => identity.name === holder);
  if (isRenewedHere || renewedPlaces(model, renewed).includes(`${holder} ${name}`)) return [];
  if (name === STORED_SECRETS.whole && renewed.length > 0) {
    return [
      `The secret ${name} of the ${holder} is not renewed; if it has one of these client secrets, it ceases to work.`,
    ];
  }
  return pastLimit ? [`The ${kind} ${name} of ${holder} is past the limit, and is not renewed here.`] : [];
}

/** The stored secrets that a rotation writes, as the report names them. */
function renewedPlaces(model: IdentityModel, renewed: readonly string[]): string[] {
  return renewed.map((identity) => {
    const [name = '', environment] = secretPlace(model, identity).split('/').reverse();
    return environment === undefined ? `repository ${name}` : `environment ${environment} ${name}`;
  });
}

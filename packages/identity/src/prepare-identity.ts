import {
  planSettings,
  readSettings,
  settingId,
  type JsonObject,
  type Plan,
  type Setting,
  type SettingOperation,
} from '@nx-apiops/plan';
import { listCredentials } from './handlers/credential-handler.js';
import { IdentityError } from './errors.js';
import { identitiesOf, instanceId } from './identity-model.js';
import { APIM_API } from './principals.js';
import { extraRoles } from './extra-roles.js';
import { identityHandlers, type IdentityContext } from './identity-handlers.js';
import { IDENTITY_TYPES, identitySettings, OUR_CREDENTIALS } from './identity-settings.js';

/**
 * Reads Azure, Graph and the host, and plans what `apiops.yaml` wants. Sends reads only.
 *
 * Credentials that this tool made and that nothing needs any more, such as those of an environment that was removed,
 * are deleted: each is a way in. Credentials of others are named in the notes.
 */
export async function prepareIdentity(context: IdentityContext): Promise<Plan<SettingOperation>> {
  const { model, host } = context;
  await assertInstances(context);
  const desired = identitySettings(model, host);
  const handlers = identityHandlers(context);
  const [actual, extra, roles] = await Promise.all([
    readSettings(desired, handlers),
    extraCredentials(context, desired),
    extraRoles(context, desired),
  ]);
  return planSettings({
    target: `identities of ${model.environments.map(({ name }) => name).join(', ')} in tenant ${model.tenantId}`,
    desired,
    actual,
    obsolete: extra.filter(({ name }) => isOurs(name)),
    notes: [
      ...extra.flatMap(({ name, value }) => (isOurs(name) ? [] : [foreignCredential(name, value)])),
      ...roles.map((role) => `Beyond what it needs, ${role}.`),
    ],
  });
}

async function extraCredentials(context: IdentityContext, desired: readonly Setting[]): Promise<Setting[]> {
  const wanted = new Set(desired.map(settingId));
  const { host } = context;
  const lists = await Promise.all(
    identitiesOf(context.model).map(async ({ name: identity }) =>
      (await listCredentials(context, identity)).map(({ name, trust }): Setting => ({
        type: IDENTITY_TYPES.credential,
        name: `${identity}/${name}`,
        value: { issuer: trust.issuer, subject: trust.subject, audience: trust.audiences.join(' ') },
      })),
    ),
  );
  const extra = lists.flat().filter((setting) => !wanted.has(settingId(setting)));
  if (host.kind === 'github') return extra;
  // What the handler reads is compared with the plan before anything is deleted.
  const handler = identityHandlers(context)[IDENTITY_TYPES.credential];
  return Promise.all(
    extra.map(async (setting) => ({ ...setting, value: (await handler?.read(setting.name)) ?? setting.value })),
  );
}

/** Roles are given on instances, so all of them have to be there. Throws `IDENTITY_CONFIG` with those that are not. */
async function assertInstances({ model, azure }: IdentityContext): Promise<void> {
  const found = await Promise.all(
    model.environments.map(async (environment) => {
      const { serviceName, resourceGroup } = environment.service;
      const isThere = (await azure.arm.get(`${instanceId(environment)}?${APIM_API}`)) !== undefined;
      return isThere ? [] : [`  - environments ${environment.name}: ${serviceName} in ${resourceGroup}`];
    }),
  );
  const missing = found.flat();
  if (missing.length === 0) return;
  throw new IdentityError(
    'IDENTITY_CONFIG',
    `These instances do not exist, or the account must not see them:\n${missing.join('\n')}`,
    {
      hint: 'Correct subscriptionId, resourceGroup and serviceName in apiops.yaml, or make the instances first.',
    },
  );
}

function isOurs(scoped: string): boolean {
  return scoped.slice(scoped.indexOf('/') + 1).startsWith(OUR_CREDENTIALS);
}

function foreignCredential(name: string, { issuer, subject }: JsonObject): string {
  return `The federated credential ${name} was made by somebody else: it lets ${String(subject)} of ${String(issuer)} in.`;
}

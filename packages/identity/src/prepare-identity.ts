import { planSettings, readSettings, settingId, type Plan, type Setting, type SettingOperation } from '@nx-apiops/plan';
import { listCredentials } from './handlers/credential-handler.js';
import { IdentityError } from './errors.js';
import { identitiesOf, instanceId } from './identity-model.js';
import { APIM_API } from './principals.js';
import { extraRoles } from './extra-roles.js';
import { identityHandlers, type IdentityContext } from './identity-handlers.js';
import { IDENTITY_TYPES, identitySettings, OUR_CREDENTIALS } from './identity-settings.js';
import { isOwnTrust } from './own-trust.js';

/**
 * Reads Azure, Graph and the host, and plans what `apiops.yaml` wants. Sends reads only.
 *
 * Credentials that this tool made for this repository and that nothing needs any more, such as those of an environment
 * that was removed, are deleted: each is a way in. Others are named in the notes, those of another repository of the same
 * name among them.
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
    obsolete: extra.filter(({ isOurs }) => isOurs).map(({ setting }) => setting),
    notes: [
      ...extra.flatMap(({ setting, isOurs }) => (isOurs ? [] : [foreignCredential(setting)])),
      ...roles.map((role) => `Beyond what it needs, ${role}.`),
    ],
  });
}

interface ExtraCredential {
  readonly setting: Setting;
  /** Made by this tool, for this repository. */
  readonly isOurs: boolean;
}

async function extraCredentials(
  context: IdentityContext,
  desired: readonly Setting[],
): Promise<readonly ExtraCredential[]> {
  const wanted = new Set(desired.map(settingId));
  const { host } = context;
  // What the handler reads is compared with the plan before anything is deleted.
  const handler = identityHandlers(context)[IDENTITY_TYPES.credential];
  const lists = await Promise.all(
    identitiesOf(context.model).map(async ({ name: identity }) =>
      (await listCredentials(context, identity)).map((credential) => ({ identity, ...credential })),
    ),
  );
  const extra = lists.flat().filter(({ identity, name }) => !wanted.has(settingId(credentialSetting(identity, name))));
  return Promise.all(
    extra.map(async ({ identity, name, trust }): Promise<ExtraCredential> => {
      const isOurs = name.startsWith(OUR_CREDENTIALS) && (await isOwnTrust(name, trust, host));
      const seen = { issuer: trust.issuer, subject: trust.subject, audience: trust.audiences.join(' ') };
      const value = isOurs ? ((await handler?.read(`${identity}/${name}`)) ?? seen) : seen;
      return { setting: { ...credentialSetting(identity, name), value }, isOurs };
    }),
  );
}

function credentialSetting(identity: string, name: string): Pick<Setting, 'type' | 'name'> {
  return { type: IDENTITY_TYPES.credential, name: `${identity}/${name}` };
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

function foreignCredential({ name, value: { issuer, subject } }: Setting): string {
  return `The federated credential ${name} is not of this repository: it lets ${String(subject)} of ${String(issuer)} in.`;
}

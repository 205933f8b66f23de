import type { JsonObject, SettingHandler } from '@nx-apiops/plan';
import type { AzureConnection } from '../azure-connection.js';
import { IdentityError } from '../errors.js';
import type { IdentityContext } from '../identity-handlers.js';
import type { IdentityModel } from '../identity-model.js';
import { applicationPath } from '../principals.js';
import { ageOf, daysAfter } from '../report/secret-age.js';
import { listOf, validityOf } from '../report/secret-entries.js';
import { storeSecret } from './secret-place.js';

export interface RotationOptions {
  /** Renews client secrets that are not past the limit, too. */
  readonly all?: boolean;
}

export interface RotationContext extends IdentityContext, RotationOptions {
  readonly now: Date;
}

/** For how long a new secret outlives the limit, so that a rotation that comes late finds it working. */
const GRACE_DAYS = 7;
/** What the names of secrets begin with that this handler made. The date follows. */
const OUR_SECRETS = 'nx-apiops ';

/**
 * The client secrets of an app registration, named as the identity: `{ replaced: [] }` where none is past the limit, else
 * all that a renewal removes; undefined where there is none. None is made for an identity that has none.
 *
 * The new one is stored before an old one is removed; where storing fails, the new one is removed and the old one holds.
 * Its text is in nothing but the request that stores it.
 *
 * Source: https://learn.microsoft.com/graph/api/application-addpassword and application-removepassword
 */
export function clientSecretHandler(context: RotationContext): SettingHandler {
  const { model, azure, host, now } = context;
  /** Those past the limit, and with them those of this handler: the place where they were kept has the new one then. */
  const replacedOf = ({ passwords }: Application): readonly JsonObject[] => {
    const isStale = (password: JsonObject): boolean => isPastLimit(password, context);
    return passwords.some(isStale) ? passwords.filter((password) => isStale(password) || isOurs(password)) : [];
  };
  return {
    read: async (identity) => {
      const application = await readApplication(azure, model, identity);
      if (!application || application.passwords.length === 0) return undefined;
      return { replaced: replacedOf(application).map(passwordText).sort() };
    },
    write: async (identity) => {
      const application = await readApplication(azure, model, identity);
      if (!application) {
        throw new IdentityError('IDENTITY_PRINCIPAL', `The app registration ${identity} does not exist.`, {
          hint: 'Plan again: somebody removed it.',
        });
      }
      const replaced = replacedOf(application);
      const added = await addPassword(azure, application.id, {
        displayName: `${OUR_SECRETS}${now.toISOString().slice(0, 10)}`,
        endDateTime: daysAfter(now, model.maxSecretAgeDays + GRACE_DAYS).toISOString(),
      });
      try {
        await storeSecret({ model, host }, identity, added.text);
      } catch (error) {
        await takeBack({ azure, identity, id: application.id }, added.keyId, error);
        throw error;
      }
      for (const { keyId } of replaced) await removePassword(azure, application.id, String(keyId));
    },
  };
}

/** For people, without the secret: `ci (abc…) since 2026-01-31, made by somebody else`. */
function passwordText(password: JsonObject): string {
  const { displayName, hint, keyId } = password;
  const { start } = validityOf(password);
  const name = typeof displayName === 'string' && displayName !== '' ? displayName : String(keyId);
  const since = start === undefined ? '' : ` since ${start.slice(0, 10)}`;
  const mark = typeof hint === 'string' && hint !== '' ? ` (${hint}…)` : '';
  return `${name}${mark}${since}${isOurs(password) ? '' : ', made by somebody else'}`;
}

function isOurs({ displayName }: JsonObject): boolean {
  return typeof displayName === 'string' && displayName.startsWith(OUR_SECRETS);
}

function isPastLimit(password: JsonObject, { model, now, all = false }: RotationContext): boolean {
  const { start, pastLimit } = ageOf(validityOf(password), { now, maxSecretAgeDays: model.maxSecretAgeDays });
  return pastLimit || (all && (start === undefined || Date.parse(start) < now.getTime()));
}

interface Application {
  readonly id: string;
  readonly passwords: readonly JsonObject[];
}

async function readApplication(
  { graph }: AzureConnection,
  { kind }: IdentityModel,
  identity: string,
): Promise<Application | undefined> {
  if (kind !== 'app-registration') return undefined;
  const found = await graph.get(`${applicationPath(identity)}?$select=id,passwordCredentials`);
  return found && { id: String(found['id']), passwords: listOf(found['passwordCredentials']) };
}

async function addPassword(
  { graph }: AzureConnection,
  id: string,
  passwordCredential: JsonObject,
): Promise<{ readonly keyId: string; readonly text: string }> {
  const path = `/v1.0/applications/${id}/addPassword`;
  const { keyId, secretText } = await graph.send('POST', path, { body: { passwordCredential } });
  if (typeof keyId === 'string' && typeof secretText === 'string' && secretText !== '') {
    return { keyId, text: secretText };
  }
  throw new IdentityError('AZURE_REQUEST', `POST ${path} was answered without a client secret.`, {
    hint: 'Plan again: what it left behind is removed then.',
  });
}

async function removePassword({ graph }: AzureConnection, id: string, keyId: string): Promise<void> {
  await graph.send('POST', `/v1.0/applications/${id}/removePassword`, { body: { keyId } });
}

/** Throws `IDENTITY_ROTATION` where a secret that nobody has is left behind. */
async function takeBack(
  { azure, identity, id }: { readonly azure: AzureConnection; readonly identity: string; readonly id: string },
  keyId: string,
  reason: unknown,
): Promise<void> {
  try {
    await removePassword(azure, id, keyId);
  } catch (error) {
    const words = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
    throw new IdentityError(
      'IDENTITY_ROTATION',
      `The new client secret of ${identity} could not be stored (${words(reason)}), nor removed again (${words(error)}). The old one holds.`,
      { hint: `Remove it: az ad app credential delete --id ${id} --key-id ${keyId}`, cause: reason },
    );
  }
}

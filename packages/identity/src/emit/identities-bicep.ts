import type { Action, SettingOperation } from '@nx-apiops/plan';
import { parseCredentialName } from '../handlers/credential-handler.js';
import { IDENTITY_TYPES } from '../identity-settings.js';
import { IDENTITY_API } from '../principals.js';
import type { EmittedFile } from './emit-script.js';
import { bicepString, block, createSymbols, list, member } from './bicep-text.js';

const TYPE = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const VERSION = IDENTITY_API.replace('api-version=', '');

/**
 * The module of one resource group with its identities and whom they trust. Identities that are only referred to are
 * not written. Azure refuses two writes to credentials of one identity at a time, so each waits for the one before.
 */
export function identitiesModule(
  actions: readonly Action<SettingOperation>[],
  identities: readonly string[],
): EmittedFile {
  const symbolOf = createSymbols();
  const written = new Map(
    actions.filter(({ type }) => type === IDENTITY_TYPES.managedIdentity).map((action) => [action.name, action]),
  );
  const resources = identities.map((name) => {
    const symbol = symbolOf(`identity ${name}`);
    const action = written.get(name);
    if (!action) return block(`resource ${symbol} '${TYPE}@${VERSION}' existing = `, [member('name', name)]);
    return block(`resource ${symbol} '${TYPE}@${VERSION}' = `, [
      member('name', name),
      member('location', action.operation.value?.['location']),
    ]);
  });
  const last = new Map<string, string>();
  const credentials = actions
    .filter(({ type }) => type === IDENTITY_TYPES.credential)
    .map(({ name: scoped, operation }) => {
      const { identity, name } = parseCredentialName(scoped);
      const symbol = symbolOf(`credential ${scoped}`);
      const before = last.get(identity);
      last.set(identity, symbol);
      const { issuer, subject, audience } = operation.value ?? {};
      return block(`resource ${symbol} '${TYPE}/federatedIdentityCredentials@${VERSION}' = `, [
        `parent: ${symbolOf(`identity ${identity}`)}`,
        member('name', name),
        block('properties: ', [
          member('issuer', issuer),
          member('subject', subject),
          list('audiences: ', [bicepString(String(audience))]),
        ]),
        ...(before === undefined ? [] : [list('dependsOn: ', [before])]),
      ]);
    });
  const output = (name: string, property: string): string =>
    block(
      `output ${name} object = `,
      identities.map(
        (identity) => `${bicepString(identity)}: ${symbolOf(`identity ${identity}`)}.properties.${property}`,
      ),
    );
  const parts = [
    "// Managed identities of the pipelines, and whom they trust.\ntargetScope = 'resourceGroup'",
    ...resources,
    ...credentials,
    output('clientIds', 'clientId'),
    output('principalIds', 'principalId'),
  ];
  return { file: 'identities.bicep', text: `${parts.join('\n\n')}\n` };
}

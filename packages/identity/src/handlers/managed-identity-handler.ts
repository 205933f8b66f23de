import type { SettingHandler } from '@nx-apiops/plan';
import type { AzureRest } from '../azure-rest.js';
import { managedIdentityPath, type IdentityModel } from '../identity-model.js';
import { IDENTITY_API } from '../principals.js';

/** User-assigned managed identities. Their location cannot be changed. */
export function managedIdentityHandler(model: IdentityModel, arm: AzureRest): SettingHandler {
  const path = (name: string): string => `${managedIdentityPath(model, name)}?${IDENTITY_API}`;
  return {
    read: async (name) => {
      const found = await arm.get(path(name));
      return (
        found && {
          location: String(found['location'] ?? '')
            .replaceAll(' ', '')
            .toLowerCase(),
        }
      );
    },
    write: async (name, value) => {
      await arm.send('PUT', path(name), { body: { location: value['location'] ?? '' } });
    },
  };
}

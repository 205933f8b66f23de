import type { SettingHandler } from '@nx-apiops/plan';
import type { Principals } from '../principals.js';

/** Client ids are known once identities exist, so plans name the identity that a variable or a connection is for. */
export function clientIdVariableHandler(variables: SettingHandler, principals: Principals): SettingHandler {
  return {
    read: async (name) => {
      const found = await variables.read(name);
      return found && { identity: await principals.nameOfClient(String(found['value'])) };
    },
    write: async (name, value) => {
      const { clientId } = await principals.get(String(value['identity']));
      await variables.write(name, { value: clientId });
    },
  };
}

/** The same for the service connections of Azure DevOps. */
export function connectionHandler(connections: SettingHandler, principals: Principals): SettingHandler {
  return {
    read: async (name) => {
      const found = await connections.read(name);
      if (!found) return undefined;
      const { clientId, ...rest } = found;
      return { ...rest, identity: await principals.nameOfClient(String(clientId)) };
    },
    write: async (name, { identity, ...rest }) => {
      const { clientId } = await principals.get(String(identity));
      await connections.write(name, { ...rest, clientId });
    },
  };
}

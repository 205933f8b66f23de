import type { SettingHandler, SettingHandlers } from '@nx-apiops/plan';
import type { AzureConnection } from './azure-connection.js';
import { applicationHandler } from './handlers/application-handler.js';
import { assignmentHandler } from './handlers/assignment-handler.js';
import { clientIdVariableHandler, connectionHandler } from './handlers/client-id-handlers.js';
import { credentialHandler } from './handlers/credential-handler.js';
import { managedIdentityHandler } from './handlers/managed-identity-handler.js';
import { roleHandler } from './handlers/role-handler.js';
import type { IdentityModel } from './identity-model.js';
import { IDENTITY_TYPES } from './identity-settings.js';
import type { PipelineHost } from './pipeline-host.js';
import { createPrincipals } from './principals.js';
import type { Waiting } from './wait-for-replication.js';

export interface IdentityContext extends Waiting {
  readonly model: IdentityModel;
  readonly azure: AzureConnection;
  readonly host: PipelineHost;
}

/** Reads and writes every setting of an identity plan: in Azure, in Graph, and where the pipelines run. */
export function identityHandlers(context: IdentityContext): SettingHandlers {
  const { model, azure, host } = context;
  const principals = createPrincipals(model, azure);
  return {
    ...host.handlers,
    [IDENTITY_TYPES.managedIdentity]: managedIdentityHandler(model, azure.arm),
    [IDENTITY_TYPES.application]: applicationHandler(azure.graph, context),
    [IDENTITY_TYPES.credential]: credentialHandler(context),
    [IDENTITY_TYPES.role]: roleHandler(azure.arm),
    [IDENTITY_TYPES.assignment]: assignmentHandler(azure.arm, principals, context),
    ...wrapped(host, IDENTITY_TYPES.variable, (variables) => ({
      [IDENTITY_TYPES.clientId]: clientIdVariableHandler(variables, principals),
    })),
    ...wrapped(host, IDENTITY_TYPES.connection, (connections) => ({
      [IDENTITY_TYPES.connection]: connectionHandler(connections, principals),
    })),
  };
}

function wrapped(
  { handlers }: PipelineHost,
  type: string,
  wrap: (handler: SettingHandler) => SettingHandlers,
): SettingHandlers {
  const handler = handlers[type];
  return handler ? wrap(handler) : {};
}

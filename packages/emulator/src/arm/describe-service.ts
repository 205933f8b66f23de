import type { JsonObject } from '@nx-apiops/plan';
import { USER_ASSIGNED_PRINCIPAL_ID, type ServiceInstance } from '../service/service-instance.js';
import { isoTicks } from './timestamps.js';

const LOCATION = 'West Europe';

/** What a service does not know of itself. */
export interface ServiceSurroundings {
  readonly minApiVersion: string | undefined;
  readonly tenantId: string;
  /** Object id of the system-assigned identity, undefined for a service that has none. */
  readonly principalId: string | undefined;
}

/** A subscription as Resource Manager shows it. */
export function describeSubscription(subscriptionId: string, tenantId: string): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId,
    displayName: 'nx-apiops emulator',
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Internal_2014-09-01',
      quotaId: 'Internal_2014-09-01',
      spendingLimit: 'Off',
    },
    authorizationSource: 'RoleBased',
  };
}

/** The service itself. Source: the REST reference of API Management services. */
export function describeService(service: ServiceInstance, surroundings: ServiceSurroundings): JsonObject {
  const { serviceName } = service.address;
  const name = serviceName.toLowerCase();
  const host = (role: string): string => `https://${name}.${role}azure-api.net`;
  return {
    id: service.armId,
    name: serviceName,
    type: 'Microsoft.ApiManagement/service',
    tags: {},
    location: LOCATION,
    etag: 'AAAAAADmmQA=',
    properties: {
      publisherEmail: 'apis@example.com',
      publisherName: 'Example',
      notificationSenderEmail: 'apimgmt-noreply@mail.windowsazure.com',
      provisioningState: 'Succeeded',
      targetProvisioningState: '',
      createdAtUtc: isoTicks(service.createdMs),
      gatewayUrl: host(''),
      gatewayRegionalUrl: `https://${name}-westeurope-01.regional.azure-api.net`,
      portalUrl: host('portal.'),
      developerPortalUrl: host('developer.'),
      managementApiUrl: host('management.'),
      scmUrl: host('scm.'),
      hostnameConfigurations: [
        {
          type: 'Proxy',
          hostName: service.gatewayHost,
          negotiateClientCertificate: false,
          defaultSslBinding: true,
          certificateSource: 'BuiltIn',
        },
      ],
      publicIPAddresses: ['192.0.2.10'],
      privateIPAddresses: null,
      additionalLocations: null,
      virtualNetworkConfiguration: null,
      customProperties: {},
      virtualNetworkType: 'None',
      certificates: null,
      disableGateway: false,
      apiVersionConstraint: { minApiVersion: surroundings.minApiVersion ?? null },
      publicNetworkAccess: 'Enabled',
      privateEndpointConnections: null,
      platformVersion: 'stv2',
    },
    sku: { name: 'Developer', capacity: 1 },
    identity: describeIdentity(service, surroundings),
    zones: null,
  };
}

function describeIdentity(service: ServiceInstance, { tenantId, principalId }: ServiceSurroundings): JsonObject {
  const { serviceName, subscriptionId, resourceGroup } = service.address;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${serviceName.toLowerCase()}`;
  return {
    type: principalId === undefined ? 'UserAssigned' : 'SystemAssigned, UserAssigned',
    ...(principalId !== undefined && { principalId, tenantId }),
    userAssignedIdentities: {
      [id]: { principalId: USER_ASSIGNED_PRINCIPAL_ID, clientId: service.identityClientId },
    },
  };
}

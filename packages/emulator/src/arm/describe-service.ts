import type { JsonObject } from '@nx-apiops/plan';
import type { ServiceInstance } from '../service/service-instance.js';
import { isoTicks } from './timestamps.js';

const LOCATION = 'West Europe';
const TENANT_ID = '4c6e1a4e-2f0b-4f62-8f7d-5a1d9d1c7b20';
const PRINCIPAL_ID = '7e3c9f11-6f0a-4f8e-9d54-1b2f8a6d3c42';

/** A subscription as Resource Manager shows it. */
export function describeSubscription(subscriptionId: string): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId: TENANT_ID,
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

/** A resource group as Resource Manager shows it. */
export function describeResourceGroup(subscriptionId: string, name: string): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location: 'westeurope',
    properties: { provisioningState: 'Succeeded' },
  };
}

/** The service itself. Source: the REST reference of API Management services. */
export function describeService(service: ServiceInstance, minApiVersion: string | undefined): JsonObject {
  const { serviceName, subscriptionId, resourceGroup } = service.address;
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
      apiVersionConstraint: { minApiVersion: minApiVersion ?? null },
      publicNetworkAccess: 'Enabled',
      privateEndpointConnections: null,
      platformVersion: 'stv2',
    },
    sku: { name: 'Developer', capacity: 1 },
    identity: {
      type: 'SystemAssigned, UserAssigned',
      principalId: PRINCIPAL_ID,
      tenantId: TENANT_ID,
      userAssignedIdentities: {
        [`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`]:
          { principalId: PRINCIPAL_ID, clientId: service.identityClientId },
      },
    },
    zones: null,
  };
}

import { ArmFault } from './arm-fault.js';

/** Answers of Resource Manager itself, before a request reaches API Management. */

const FROM = { from: 'resource-manager' } as const;

export function authenticationFailed(reason: 'missing' | 'malformed'): ArmFault {
  const [code, message] =
    reason === 'missing'
      ? ['AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."]
      : [
          'AuthenticationFailedInvalidHeader',
          "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        ];
  return new ArmFault(401, code, {
    message,
    ...FROM,
    headers: {
      'WWW-Authenticate':
        'Bearer authorization_uri="https://login.microsoftonline.com/common", error="invalid_token", error_description="The access token is missing or malformed."',
    },
  });
}

export function subscriptionNotFound(id: string): ArmFault {
  return new ArmFault(404, 'SubscriptionNotFound', {
    message: `The subscription '${id}' could not be found.`,
    ...FROM,
  });
}

export function subscriptionMalformed(id: string): ArmFault {
  const message = `The provided subscription identifier '${id}' is malformed or invalid.`;
  return new ArmFault(400, 'InvalidSubscriptionId', { message, ...FROM });
}

export function resourceGroupNotFound(name: string): ArmFault {
  return new ArmFault(404, 'ResourceGroupNotFound', {
    message: `Resource group '${name}' could not be found.`,
    ...FROM,
  });
}

export function serviceNotFound(service: string, resourceGroup: string): ArmFault {
  const message = `The Resource 'Microsoft.ApiManagement/service/${service}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return new ArmFault(404, 'ResourceNotFound', { message, ...FROM });
}

export function unknownResourceType(type: string, apiVersion: string): ArmFault {
  const message = `The resource type '${type}' could not be found in the namespace 'Microsoft.ApiManagement' for api version '${apiVersion}'.`;
  return new ArmFault(404, 'InvalidResourceType', { message, ...FROM });
}

export function unreadableBody(reason: string): ArmFault {
  const message = `The request content was invalid and could not be deserialized: '${reason}'.`;
  return new ArmFault(400, 'InvalidRequestContent', { message, ...FROM });
}

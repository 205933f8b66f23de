import type { ApimErrorCode } from '../errors.js';
import type { ServiceAddress } from '../resource-id.js';
import type { HttpMethod } from './arm-request-error.js';
import type { ArmAnswer, ArmRequest } from './arm-request.js';
import type { ServiceError } from './service-error.js';

export interface FailureClass {
  readonly code: ApimErrorCode;
  readonly hint?: string;
}

/** The code for a kind of resource that the tier of the service does not have. */
export const NOT_IN_TIER = 'MethodNotAllowedInPricingTier';

/** Codes of Azure that say more than the status does. */
const BY_SERVICE_CODE: Readonly<Record<string, FailureClass>> = {
  ResourceGroupNotFound: serviceAbsent(),
  SubscriptionNotFound: serviceAbsent(),
  InvalidSubscriptionId: serviceAbsent(),
  ScopeLocked: {
    code: 'ARM_CONFLICT',
    hint: 'A lock on the service or its resource group forbids this. Remove the lock, or leave this change to someone who may.',
  },
  MissingOrIncorrectVersionParameter: versionRejected(),
  InvalidApiVersionParameter: versionRejected(),
  [NOT_IN_TIER]: {
    code: 'ARM_VALIDATION',
    hint: 'The tier of the service does not offer this kind of resource. Remove it from the artifacts or change the tier.',
  },
  SubscriptionRequestsThrottled: throttled(),
};

const BY_STATUS: Readonly<Record<number, FailureClass>> = {
  400: { code: 'ARM_VALIDATION' },
  401: {
    code: 'ARM_UNAUTHORIZED',
    hint: "Sign in with 'az login'; in a pipeline, check its federated credential and that it asks for a token of the right tenant.",
  },
  403: {
    code: 'ARM_FORBIDDEN',
    hint: "Give the identity the role 'API Management Service Contributor' on the service; a new role assignment takes some minutes.",
  },
  405: { code: 'ARM_VALIDATION' },
  409: { code: 'ARM_CONFLICT' },
  412: { code: 'ARM_PRECONDITION', hint: 'The resource was changed by someone else. Run the plan again.' },
  413: { code: 'ARM_VALIDATION' },
  415: { code: 'ARM_VALIDATION' },
  422: { code: 'ARM_VALIDATION' },
  429: throttled(),
};

/**
 * Which of our codes an answer belongs to, and the next step where one is known. Without a service the request was for
 * a document elsewhere.
 */
export function classifyFailure(
  answer: { readonly status: number; readonly error: ServiceError },
  request: { readonly method: HttpMethod; readonly path: string; readonly service: ServiceAddress | undefined },
): FailureClass {
  if (!request.service) {
    return { code: 'ARM_REQUEST', hint: 'Links to exported documents expire after minutes. Run again for a new one.' };
  }
  if (answer.status === 404) {
    if (request.path === '' || namesAbsentService(answer.error, request.service)) return serviceAbsent();
    return { code: isWrite(request.method) ? 'ARM_VALIDATION' : 'ARM_REQUEST' };
  }
  if (answer.error.code === NOT_IN_TIER && !isWrite(request.method)) {
    return {
      code: 'ARM_VALIDATION',
      hint: 'The tier of the service does not offer this kind of resource: leave it out of what is read.',
    };
  }
  return BY_SERVICE_CODE[answer.error.code ?? ''] ?? BY_STATUS[answer.status] ?? { code: 'ARM_REQUEST' };
}

/**
 * Whether a 404 is about the subscription, resource group or service rather than about something inside the service.
 * Azure uses `ResourceNotFound` for both; only Resource Manager's own message names the service.
 */
export function namesAbsentService({ code, message }: ServiceError, service: ServiceAddress): boolean {
  if (code !== undefined && BY_SERVICE_CODE[code]?.code === 'ARM_NOT_FOUND') return true;
  if (code !== 'ResourceNotFound' && code !== 'ParentResourceNotFound') return false;
  return (message ?? '')
    .toLowerCase()
    .includes(`microsoft.apimanagement/service/${service.serviceName}'`.toLowerCase());
}

/**
 * Whether an answer says that this resource does not exist. A 404 that comes from elsewhere, such as a proxy or a
 * mistyped endpoint, has no error code.
 */
export function isAbsentResource({ path }: ArmRequest, answer: ArmAnswer, service: ServiceAddress): boolean {
  if (answer.status !== 404 || path === '' || !answer.error) return false;
  if (answer.body.trim() !== '' && answer.error.code === undefined) return false;
  return !namesAbsentService(answer.error, service);
}

function isWrite(method: HttpMethod): boolean {
  return method === 'PUT' || method === 'POST';
}

function serviceAbsent(): FailureClass {
  return {
    code: 'ARM_NOT_FOUND',
    hint: 'Check the subscription, resource group and service name of this environment in apiops.yaml.',
  };
}

function versionRejected(): FailureClass {
  return {
    code: 'ARM_VALIDATION',
    hint: "The service does not accept this api-version. Look at its 'minimum API version' and choose one that is not older.",
  };
}

function throttled(): FailureClass {
  return {
    code: 'ARM_THROTTLED',
    hint: 'Another run with the same identity uses the request limit of Azure Resource Manager. Run again when it has ended.',
  };
}

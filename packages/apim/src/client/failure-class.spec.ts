import { describe, expect, it } from 'vitest';
import { textContaining } from '../../test/support/text-containing.js';
import { TEST_SERVICE } from '../../test/support/arm-server.js';
import { classifyFailure, namesAbsentService } from './failure-class.js';

const PUT_API = { method: 'PUT', path: 'apis/orders', service: TEST_SERVICE } as const;
const error = (code?: string, message?: string) => ({ code, message, details: [] });

describe('classifyFailure', () => {
  it.each([
    [400, 'ValidationError', 'ARM_VALIDATION'],
    [400, 'InvalidSubscriptionId', 'ARM_NOT_FOUND'],
    [401, undefined, 'ARM_UNAUTHORIZED'],
    [403, 'AuthorizationFailed', 'ARM_FORBIDDEN'],
    [404, 'SubscriptionNotFound', 'ARM_NOT_FOUND'],
    [404, 'ResourceGroupNotFound', 'ARM_NOT_FOUND'],
    [404, 'ResourceNotFound', 'ARM_VALIDATION'],
    [409, 'PessimisticConcurrencyConflict', 'ARM_CONFLICT'],
    [412, undefined, 'ARM_PRECONDITION'],
    [422, 'ManagementApiRequestFailed', 'ARM_VALIDATION'],
    [429, undefined, 'ARM_THROTTLED'],
    [500, undefined, 'ARM_REQUEST'],
  ])('%i %s is %s', (status, serviceCode, code) => {
    expect(classifyFailure({ status, error: error(serviceCode) }, PUT_API).code).toBe(code);
  });

  it.each([
    [401, undefined, 'az login'],
    [403, undefined, 'API Management Service Contributor'],
    [404, 'ResourceGroupNotFound', 'apiops.yaml'],
    [409, 'ScopeLocked', 'lock'],
    [400, 'MissingOrIncorrectVersionParameter', 'api-version'],
    [400, 'MethodNotAllowedInPricingTier', 'tier'],
    [429, 'SubscriptionRequestsThrottled', 'same identity'],
  ])('%i %s comes with a next step', (status, serviceCode, hint) => {
    expect(classifyFailure({ status, error: error(serviceCode) }, PUT_API).hint).toContain(hint);
  });

  it('takes every 404 of the service itself for an absent service', () => {
    expect(classifyFailure({ status: 404, error: error() }, { ...PUT_API, method: 'GET', path: '' }).code).toBe(
      'ARM_NOT_FOUND',
    );
  });

  it('does not speak of roles for a document elsewhere', () => {
    const failure = classifyFailure({ status: 403, error: error() }, { ...PUT_API, method: 'GET', service: undefined });
    expect(failure).toMatchObject({ code: 'ARM_REQUEST', hint: textContaining('expire') });
  });
});

describe('namesAbsentService', () => {
  it.each([
    [
      "The Resource 'Microsoft.ApiManagement/service/apim-acme-dev' under resource group 'rg-apim' was not found.",
      true,
    ],
    [
      "the parent resource '/subscriptions/x/providers/Microsoft.ApiManagement/service/APIM-acme-dev' could not be found",
      true,
    ],
    ["The Resource 'Microsoft.ApiManagement/service/apim-acme-dev/apis/x' was not found.", false],
    ["The Resource 'Microsoft.ApiManagement/service/apim-acme-dev-2' was not found.", false],
    ['Product not found.', false],
  ])('%s → %s', (message, expected) => {
    expect(namesAbsentService(error('ResourceNotFound', message), TEST_SERVICE)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { requestShape } from './request-shape.js';
import { requestUrl, serviceUrl, withoutQuery } from './request-url.js';

const SERVICE = 'https://management.azure.com/subscriptions/s';

describe('requestUrl', () => {
  it('keeps an encoded path as it is and encodes query values', () => {
    expect(requestUrl(SERVICE, 'apis/orders;rev=2/operations/get%20x', { $filter: "name eq 'a b'", $top: 5 })).toBe(
      `${SERVICE}/apis/orders;rev=2/operations/get%20x?$filter=name%20eq%20'a%20b'&$top=5`,
    );
  });

  it('addresses the service itself by an empty path', () => {
    expect(requestUrl(SERVICE, '', { 'api-version': '2024-05-01' })).toBe(`${SERVICE}?api-version=2024-05-01`);
  });

  it('leaves out what is undefined', () => {
    expect(requestUrl(SERVICE, 'apis', { a: undefined, b: false })).toBe(`${SERVICE}/apis?b=false`);
  });

  it.each(['apis/..', 'apis/../../x', 'apis/%2e%2E/x', './apis', 'apis/x?y', 'apis/x#y', 'apis\\x'])(
    'refuses %s, which would become another path',
    (path) => {
      expect(() => requestUrl(SERVICE, path, {})).toThrow(expect.objectContaining({ code: 'RESOURCE_PATH' }));
    },
  );
});

describe('serviceUrl', () => {
  it('encodes names', () => {
    expect(serviceUrl('https://arm', { subscriptionId: 's', resourceGroup: 'rg (x)', serviceName: 'a/b' })).toBe(
      'https://arm/subscriptions/s/resourceGroups/rg%20(x)/providers/Microsoft.ApiManagement/service/a%2Fb',
    );
  });

  it('refuses names that would become another path', () => {
    const service = { subscriptionId: 's', resourceGroup: '..', serviceName: 'a' };
    expect(() => serviceUrl('https://arm', service)).toThrow(expect.objectContaining({ code: 'RESOURCE_PATH' }));
  });
});

describe('withoutQuery', () => {
  it('drops signatures', () => {
    expect(withoutQuery('https://blob/x.json?sig=abc#d')).toBe('https://blob/x.json');
  });
});

describe('requestShape', () => {
  it.each([
    ['', '.'],
    ['apis', 'apis'],
    ['apis/orders;rev=2/operations/get%20x/policies/policy', 'apis/{}/operations/{}/policies/{}'],
    ['namedValues/x/listValue', 'namedValues/{}/listValue'],
    ['workspaces/w/apis/a', 'workspaces/{}/apis/{}'],
  ])('of %j is %j', (path, shape) => {
    expect(requestShape(path)).toBe(shape);
  });
});

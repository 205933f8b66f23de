import { describe, expect, it } from 'vitest';
import { ApimError } from '../errors.js';
import { CLOUDS } from './clouds.js';
import { resolveEndpoint } from './endpoint.js';

describe('resolveEndpoint', () => {
  it.each([
    ['public', 'https://management.azure.com', 'https://login.microsoftonline.com'],
    ['usgovernment', 'https://management.usgovcloudapi.net', 'https://login.microsoftonline.us'],
    ['china', 'https://management.chinacloudapi.cn', 'https://login.chinacloudapi.cn'],
  ] as const)('knows the cloud %s', (cloud, origin, authorityHost) => {
    const endpoint = resolveEndpoint({ cloud });
    expect(endpoint).toMatchObject({ origin, baseUrl: origin, isDevelopment: false });
    expect(endpoint.cloud).toMatchObject({ authorityHost, tokenScope: `${origin}/.default` });
  });

  it('is the public cloud by default', () => {
    expect(resolveEndpoint({}).origin).toBe('https://management.azure.com');
  });

  it('takes authority and scope of the cloud that an endpoint belongs to, unless one is named', () => {
    const endpoint = 'https://management.usgovcloudapi.net/';
    expect(resolveEndpoint({ endpoint }).cloud).toBe(CLOUDS.usgovernment);
    expect(resolveEndpoint({ endpoint, cloud: 'china' }).cloud).toBe(CLOUDS.china);
  });

  it.each([
    'http://127.0.0.1:4300',
    'http://127.8.9.1',
    'http://localhost:4300/',
    'http://[::1]:4300',
    'http://LOCALHOST',
    'http://127.1:80',
  ])('accepts plain http on this machine: %s', (endpoint) => {
    expect(resolveEndpoint({ endpoint }).isDevelopment).toBe(true);
  });

  it.each([
    'http://example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.:4300',
    'http://0.0.0.0',
    'http://[::ffff:127.0.0.1]',
    'http://169.254.169.254',
    'ftp://localhost',
    'file:///etc/passwd',
    'management.azure.com',
    '',
    'https://management.azure.com/?x=1',
    'https://management.azure.com/#x',
  ])('refuses %s and says what is accepted', (endpoint) => {
    expect(() => resolveEndpoint({ endpoint })).toThrow(ApimError);
    expect(() => resolveEndpoint({ endpoint })).toThrow(`'${endpoint}' cannot be used`);
  });

  it('refuses credentials in the address without repeating them', () => {
    const refused = (): unknown => resolveEndpoint({ endpoint: 'https://user:hunter2@example.com' });
    expect(refused).toThrow(expect.objectContaining({ code: 'ENDPOINT' }));
    expect(refused).not.toThrow('hunter2');
  });

  it('keeps a path of the endpoint', () => {
    expect(resolveEndpoint({ endpoint: 'https://gateway.example.com/arm/' }).baseUrl).toBe(
      'https://gateway.example.com/arm',
    );
  });
});

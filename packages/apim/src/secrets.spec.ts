import { describe, expect, it } from 'vitest';
import {
  findSecrets,
  forgetReplacedSecrets,
  holdsSecretMarker,
  redactSecrets,
  SECRET_MARKER,
  withoutObsoleteMarkers,
} from './secrets.js';

describe('findSecrets', () => {
  it.each([
    ['namedValue', { secret: true, value: 'v' }, ['properties.value']],
    ['namedValue', { secret: false, value: 'v' }, []],
    [
      'backend',
      { credentials: { header: { 'x-key': ['v', '{{nv}}'] }, query: { code: ['v'] } } },
      ['properties.credentials.header["x-key"][0]', 'properties.credentials.query.code[0]'],
    ],
    ['backend', { url: 'https://f.example.com/api?code=abcdefgh12345' }, ['properties.url']],
    ['backend', { url: 'https://f.example.com/api?code={{key}}' }, []],
    ['api', { serviceUrl: 'https://user:hunter2@example.com' }, ['properties.serviceUrl']],
    ['logger', { credentials: { connectionString: 'v' } }, ['properties.credentials.connectionString']],
    ['subscription', { primaryKey: 'v' }, ['properties.primaryKey']],
  ] as const)('finds in a %s %j the literal ones at %j', (kind, properties, paths) => {
    expect(findSecrets(kind, properties).map(({ path }) => path)).toEqual(paths);
  });
});

describe('redactSecrets', () => {
  it('puts the marker where a secret is, and where one is needed and was not given', () => {
    expect(
      redactSecrets('backend', { url: 'https://a/?code=abcdefgh12345&x=1', credentials: { header: { k: ['v'] } } }),
    ).toEqual({
      url: `https://a/?code=${SECRET_MARKER}&x=1`,
      credentials: { header: { k: [SECRET_MARKER] } },
    });
    expect(redactSecrets('namedValue', { secret: true })).toEqual({ secret: true, value: SECRET_MARKER });
    expect(redactSecrets('namedValue', { secret: true, keyVault: {} })).toEqual({ secret: true, keyVault: {} });
    expect(redactSecrets('logger', { credentials: { name: '{{Logger-Credentials--1}}' } })).toEqual({
      credentials: { name: SECRET_MARKER },
    });
  });

  it('leaves nothing that could be published by mistake', () => {
    expect(holdsSecretMarker(JSON.stringify(redactSecrets('certificate', { subject: 'x' })))).toBe(true);
  });
});

describe('what the service and the artifacts say of a secret', () => {
  it('is the same where the service put a reference of its own', () => {
    const wanted = { credentials: { connectionString: 'literal' } };
    expect(
      forgetReplacedSecrets('logger', wanted, { credentials: { connectionString: '{{Logger-Credentials--1}}' } }),
    ).toEqual(wanted);
    const foreign = { credentials: { connectionString: '{{theirs}}' } };
    expect(forgetReplacedSecrets('logger', wanted, foreign)).toBe(foreign);
  });

  it('needs no value once a Key Vault reference is there', () => {
    const vaulted = { secret: true, value: SECRET_MARKER, keyVault: { secretIdentifier: 'https://v' } };
    expect(withoutObsoleteMarkers('namedValue', vaulted)).toEqual({
      secret: true,
      keyVault: { secretIdentifier: 'https://v' },
    });
    const open = { secret: true, value: SECRET_MARKER };
    expect(withoutObsoleteMarkers('namedValue', open)).toBe(open);
  });
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CreateError } from '../errors.js';
import { parsePackageLock, renderPackageLock, type LockEntries, type PackageLock } from './package-lock.js';
import { lockedVersion, neededWorkspaces, planLock, type RootManifest, type Tarball } from './plan-lock.js';
import { edgesOf, resolvePackage } from './resolve-package.js';

function lockOf(packages: LockEntries): PackageLock {
  return { lockfileVersion: 3, requires: true, packages };
}

const tarballs = new Map<string, Tarball>([
  ['@acme/config', { file: 'vendor/acme-config-1.0.0.tgz', integrity: 'sha512-config' }],
  ['@acme/cli', { file: 'vendor/acme-cli-1.0.0.tgz', integrity: 'sha512-cli' }],
]);

const platform = lockOf({
  '': { name: '@acme/workspace', devDependencies: { tool: '1.0.0' } },
  'node_modules/@acme/cli': { resolved: 'packages/cli', link: true },
  'node_modules/@acme/config': { resolved: 'packages/config', link: true },
  'packages/cli': {
    name: '@acme/cli',
    version: '1.0.0',
    license: 'MIT',
    bin: { acme: 'bin/acme.js' },
    dependencies: { '@acme/config': '1.0.0' },
  },
  'packages/config': {
    name: '@acme/config',
    version: '1.0.0',
    dependencies: { ajv: '8.0.0', native: '2.0.0', renamed: 'npm:original@1.0.0' },
  },
  'packages/config/node_modules/ajv': { version: '8.0.0', integrity: 'sha512-ajv8', dependencies: { uri: '^1.0.0' } },
  'node_modules/renamed': { name: 'original', version: '1.0.0', integrity: 'sha512-original' },
  'node_modules/ajv': { version: '6.0.0', integrity: 'sha512-ajv6', dev: true },
  'node_modules/uri': { version: '1.2.0', resolved: 'https://registry.example/uri.tgz', integrity: 'sha512-uri' },
  'node_modules/native': {
    version: '2.0.0',
    integrity: 'sha512-native',
    optionalDependencies: { 'native-linux': '2.0.0', 'native-windows': '2.0.0' },
    peerDependencies: { host: '*', extra: '*' },
    peerDependenciesMeta: { extra: { optional: true } },
  },
  'node_modules/native-linux': { version: '2.0.0', integrity: 'sha512-linux', os: ['linux'], optional: true },
  'node_modules/native-windows': {
    version: '2.0.0',
    integrity: 'sha512-windows',
    os: ['win32'],
    cpu: ['x64'],
    optional: true,
  },
  'node_modules/host': { version: '3.0.0', integrity: 'sha512-host', dev: true },
  'node_modules/extra': { version: '3.0.0', integrity: 'sha512-extra', dev: true },
  'node_modules/tool': { version: '1.0.0', integrity: 'sha512-tool', dev: true, dependencies: { uri: '^1.0.0' } },
});

const root: RootManifest = {
  name: 'acme-apis',
  version: '0.0.0',
  dependencies: { '@acme/cli': 'file:vendor/acme-cli-1.0.0.tgz', tool: '1.0.0' },
};

describe('planLock', () => {
  const planned = planLock(platform, root, tarballs);

  it('keeps exactly what the root needs', () => {
    expect(Object.keys(planned.packages)).toEqual([
      '',
      'node_modules/@acme/cli',
      'node_modules/@acme/config',
      'node_modules/@acme/config/node_modules/ajv',
      'node_modules/host',
      'node_modules/native',
      'node_modules/native-linux',
      'node_modules/native-windows',
      'node_modules/renamed',
      'node_modules/tool',
      'node_modules/uri',
    ]);
  });

  it('turns workspace packages into tarballs and keeps what npm needs to know of them', () => {
    expect(planned.packages['node_modules/@acme/cli']).toEqual({
      version: '1.0.0',
      resolved: 'file:vendor/acme-cli-1.0.0.tgz',
      integrity: 'sha512-cli',
      license: 'MIT',
      bin: { acme: 'bin/acme.js' },
      dependencies: { '@acme/config': '1.0.0' },
    });
  });

  it('keeps versions, integrity and registry addresses of other packages', () => {
    expect(planned.packages['node_modules/uri']).toEqual(platform.packages['node_modules/uri']);
  });

  it('keeps the real name of a package that is installed under another one', () => {
    expect(planned.packages['node_modules/renamed']).toMatchObject({ name: 'original' });
  });

  it('keeps binaries of every operating system, as optional', () => {
    expect(planned.packages['node_modules/native-linux']).toMatchObject({ os: ['linux'], optional: true });
    expect(planned.packages['node_modules/native-windows']).toMatchObject({
      os: ['win32'],
      cpu: ['x64'],
      optional: true,
    });
  });

  it('derives the flags anew: what was for development only in the platform is needed here', () => {
    expect(planned.packages['node_modules/tool']).not.toHaveProperty('dev');
    expect(planned.packages['node_modules/host']).toMatchObject({ peer: true });
    expect(planned.packages['node_modules/host']).not.toHaveProperty('optional');
  });

  it('leaves out optional peers that only the platform has', () => {
    expect(planned.packages).not.toHaveProperty('node_modules/extra');
  });

  it('names the missing package and who needs it', () => {
    const { 'node_modules/uri': _, ...rest } = platform.packages;
    expect(() => planLock(lockOf(rest), root, tarballs)).toThrow(
      /lacks uri, which (packages\/config\/node_modules\/ajv|node_modules\/tool) needs/,
    );
  });

  it('refuses a platform lock without the binaries of other systems', () => {
    const { 'node_modules/native-windows': _, ...rest } = platform.packages;
    expect(() => planLock(lockOf(rest), root, tarballs)).toThrow(
      'lacks native-windows, which node_modules/native needs',
    );
  });

  it('refuses a workspace package that was not packed', () => {
    expect(() => planLock(platform, root, new Map())).toThrow(CreateError);
  });
});

describe('planLock of this repository', () => {
  const file = fileURLToPath(new URL('../../../../package-lock.json', import.meta.url));
  const own = parsePackageLock(readFileSync(file, 'utf8'), file);
  const names = neededWorkspaces(own, ['nx-apiops', '@nx-apiops/cli']);
  const packed = new Map(
    names.map((name) => [name, { file: `vendor/${name.replace('/', '-')}.tgz`, integrity: 'sha512-x' }]),
  );
  const dependencies = Object.fromEntries([...names, 'nx', 'plop'].map((name) => [name, '*']));
  const planned = planLock(own, { name: 'acme-apis', version: '0.0.0', dependencies }, packed).packages;

  it('needs the command, the plugin and the packages below them', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        '@nx-apiops/apim',
        '@nx-apiops/cli',
        '@nx-apiops/config',
        '@nx-apiops/plan',
        'nx-apiops',
      ]),
    );
    expect(names).not.toContain('create-nx-apiops');
  });

  it('resolves every edge to the version that the platform has', () => {
    const wrong = Object.keys(planned).flatMap((location) =>
      edgesOf(planned, location)
        .filter(({ name }) => resolvePackage(planned, location, name) === undefined)
        .map(({ name }) => `${location} -> ${name}`),
    );
    expect(wrong).toEqual([]);
    for (const name of ['nx', 'plop', 'graphql']) {
      expect(planned[`node_modules/${name}`]?.version).toBe(lockedVersion(own, name));
    }
  });

  it('keeps every binary of Nx', () => {
    const binaries = Object.keys(planned['node_modules/nx']?.optionalDependencies ?? {});
    expect(binaries.length).toBeGreaterThan(5);
    for (const name of binaries) expect(planned[`node_modules/${name}`], name).toMatchObject({ optional: true });
  });

  it('has the integrity of everything', () => {
    const bare = Object.entries(planned).filter(([location, { integrity }]) => location !== '' && !integrity);
    expect(bare).toEqual([]);
  });

  it('has nothing of the workspace layout left', () => {
    expect(Object.keys(planned).filter((location) => location !== '' && !location.startsWith('node_modules/'))).toEqual(
      [],
    );
    expect(JSON.stringify(planned)).not.toContain('"link"');
  });
});

describe('parsePackageLock', () => {
  it('reads back what renderPackageLock wrote', () => {
    expect(parsePackageLock(renderPackageLock(platform), 'package-lock.json').packages).toEqual(platform.packages);
  });

  it.each([
    ['no JSON', '{'],
    ['an older version', JSON.stringify({ lockfileVersion: 1, dependencies: {} })],
    ['ranges that are no text', JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: { a: 1 } } } })],
  ])('refuses %s', (_, text) => {
    expect(() => parsePackageLock(text, 'package-lock.json')).toThrow(CreateError);
  });
});

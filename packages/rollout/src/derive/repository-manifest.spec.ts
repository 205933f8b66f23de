import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NODE_VERSIONS, NX_VERSION, PLOP_VERSION, repositoryManifest } from './repository-manifest.js';

const manifestOf = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'));

describe('repositoryManifest', () => {
  it('installs the plop and the nx that the platform repository has, and the nx of the plugin', () => {
    expect(manifestOf('package.json')).toMatchObject({ devDependencies: { plop: PLOP_VERSION, nx: NX_VERSION } });
    expect(manifestOf('generators/package.json')).toMatchObject({ dependencies: { nx: NX_VERSION } });
  });

  it.each(['generators', 'packages/cli', 'packages/rollout'])('asks for the versions of Node of %s', (folder) => {
    expect(manifestOf(`${folder}/package.json`)).toMatchObject({ engines: { node: NODE_VERSIONS } });
  });

  it('takes our packages in the version that is asked for', () => {
    expect(repositoryManifest('orders-apis', '1.4.0')).toMatchObject({
      name: 'orders-apis',
      dependencies: { '@nx-apiops/cli': '^1.4.0', 'nx-apiops': '^1.4.0', nx: NX_VERSION },
    });
  });
});

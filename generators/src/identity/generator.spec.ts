import { logger, type Tree } from '@nx/devkit';
import { parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { presetGenerator } from '../preset/generator.js';
import type { PresetSchema } from '../preset/schema.js';
import { changedFiles, expectGolden, expectWellFormed, filesOf, treeWith, type Files } from '../testing/golden.js';
import { identityGenerator } from './generator.js';
import type { IdentitySchema } from './schema.js';

const TENANT = '11111111-2222-3333-4444-555555555555';
const OTHER_TENANT = '66666666-7777-8888-9999-000000000000';
const VAULT =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-b';

let said: readonly string[] = [];
beforeEach(() => {
  said = [];
  vi.spyOn(logger, 'info').mockImplementation((message: string) => void (said = [...said, message]));
});
afterEach(() => void vi.restoreAllMocks());

async function repository(preset: Partial<PresetSchema> = {}): Promise<Tree> {
  const tree = treeWith();
  await presetGenerator(tree, { org: 'acme', environments: ['dev', 'prod'], ...preset });
  return tree;
}

async function identify(
  tree: Tree,
  schema: IdentitySchema,
  environment: Readonly<Record<string, string>> = {},
): Promise<Files> {
  const before = filesOf(tree);
  await identityGenerator(tree, schema, environment);
  return changedFiles(before, filesOf(tree));
}

const configOf = (tree: Tree): ApiopsConfig => parseApiopsConfig(tree.read('apiops.yaml', 'utf8') ?? '', 'apiops.yaml');

const CASES: Readonly<Record<string, { readonly preset: Partial<PresetSchema>; readonly options: IdentitySchema }>> = {
  'github-minimal': { preset: {}, options: { tenant: TENANT, location: 'westeurope' } },
  'azure-devops-full': {
    preset: { hosting: 'azure-devops' },
    options: {
      tenant: TENANT,
      kind: 'managed-identity',
      location: 'northeurope',
      subscription: OTHER_TENANT,
      resourceGroup: 'rg-apiops',
      prefix: 'id-acme',
      keyVault: ['prod=kv-acme-prod', `prod=${VAULT}`, 'dev=kv-acme-dev'],
    },
  },
};

describe.each(Object.entries(CASES))('identity: %s', (name, { preset, options }) => {
  it('writes the golden file, and says what to do next', async () => {
    const tree = await repository(preset);
    const changed = await identify(tree, options);
    expectGolden(changed, import.meta.url, name);
    expectWellFormed(changed);
    expect(said).toEqual([expect.stringContaining('npx nx-apiops identity plan')]);
  });

  it('changes nothing on a second run, with and without the options', async () => {
    const tree = await repository(preset);
    await identify(tree, options);
    expect(await identify(tree, options)).toEqual({});
    expect(await identify(tree, {}, { AZURE_TENANT_ID: OTHER_TENANT })).toEqual({});
  });
});

describe('identity', () => {
  it('takes the tenant of AZURE_TENANT_ID, unless one is stated', async () => {
    const tree = await repository();
    await identify(tree, { location: 'westeurope' }, { AZURE_TENANT_ID: TENANT });
    expect(configOf(tree).identity).toMatchObject({ tenantId: TENANT, kind: 'managed-identity' });
    await identify(tree, { tenant: OTHER_TENANT }, { AZURE_TENANT_ID: TENANT });
    expect(configOf(tree).identity).toMatchObject({ tenantId: OTHER_TENANT, location: 'westeurope' });
  });

  it('needs no region for app registrations', async () => {
    const tree = await repository();
    await identify(tree, { tenant: TENANT, kind: 'app-registration' });
    expect(configOf(tree).identity).toMatchObject({ kind: 'app-registration', tenantId: TENANT });
    await expect(identify(tree, { kind: 'managed-identity' })).rejects.toThrow('need an Azure region');
  });

  it('keeps what stands there and its comments, and adds Key Vaults', async () => {
    const tree = await repository();
    const own = `identity:\n  tenantId: ${TENANT} # ours\n  location: westeurope\n  maxSecretAgeDays: 30\n`;
    tree.write('apiops.yaml', `${tree.read('apiops.yaml', 'utf8') ?? ''}${own}`);
    await identify(tree, { prefix: 'id-x', keyVault: ['dev=kv-one'] });
    await identify(tree, { keyVault: ['dev=kv-two', 'dev=kv-one'] });
    expect(tree.read('apiops.yaml', 'utf8')).toContain(`${own}  prefix: id-x\n`);
    expect(configOf(tree).environments.map(({ keyVaults }) => keyVaults)).toEqual([['kv-one', 'kv-two'], undefined]);
  });

  it.each<[string, IdentitySchema, string]>([
    ['no tenant', { location: 'westeurope' }, 'The tenant of the identities is not known.'],
    ['an empty tenant', { tenant: ' ', location: 'westeurope' }, 'The tenant of the identities is not known.'],
    ['a tenant that is no id', { tenant: 'acme', location: 'westeurope' }, 'identity.tenantId: "acme"'],
    ['no region', { tenant: TENANT }, 'Managed identities need an Azure region.'],
    ['a region that is none', { tenant: TENANT, location: 'West Europe' }, 'identity.location: "West Europe"'],
    [
      'a Key Vault of an unknown environment',
      { tenant: TENANT, location: 'westeurope', keyVault: ['qa=kv-acme'] },
      '--keyVault qa=kv-acme names "qa", which is no environment.',
    ],
    [
      'a Key Vault that is none',
      { tenant: TENANT, location: 'westeurope', keyVault: ['dev=k'] },
      'environments[0].keyVaults[0]: "k"',
    ],
  ])('refuses %s and writes nothing', async (_, schema, message) => {
    const tree = await repository();
    const before = filesOf(tree);
    await expect(identify(tree, schema)).rejects.toThrow(message);
    expect(filesOf(tree)).toEqual(before);
  });
});

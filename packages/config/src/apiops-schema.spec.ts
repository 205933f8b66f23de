import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  ARTIFACT_LAYOUTS,
  CLOUDS,
  HOSTINGS,
  IDENTITY_KINDS,
  PIPELINE_FORMS,
  type ApiopsFile,
} from './apiops-config.js';
import { apiopsSchema, validateApiopsFile } from './apiops-schema.js';

type Complete<T> = T extends readonly (infer Item)[]
  ? readonly [Complete<Item>]
  : T extends object
    ? { [Key in keyof T]-?: Complete<T[Key]> }
    : T;

/** The compiler holds this sample to exactly the keys of the type, optional ones included. */
const COMPLETE = {
  version: 1,
  organization: 'acme',
  repository: 'acme-apis',
  hosting: 'github',
  project: 'apis',
  artifacts: { folder: 'artifacts', layout: 'toolkit' },
  environments: [
    {
      name: 'dev',
      subscriptionId: '11111111-2222-3333-4444-555555555555',
      resourceGroup: 'rg-apim-dev',
      serviceName: 'apim-acme-dev',
      cloud: 'china',
      approval: { reviewers: ['api-platform'], selfReview: false, waitMinutes: 10 },
      keyVaults: ['kv-acme-dev'],
      variableGroup: { keyVault: 'kv-acme-dev', serviceConnection: 'publisher-dev' },
    },
  ],
  extractFrom: 'dev',
  pipelines: {
    form: 'shared',
    platform: { repository: 'acme/apim-platform', ref: 'v1.0.0' },
    branch: 'trunk',
    schedules: { extract: '23 3 * * 1', drift: 'never' },
    shardAbove: 50,
    secrets: ['ORDERS_KEY'],
  },
  protection: {
    approvals: 2,
    codeOwners: true,
    dismissStale: true,
    lastPushApproval: true,
    resolveThreads: true,
    linearHistory: true,
    signedCommits: true,
    mergeQueue: 'squash',
    breakGlass: 'api-oncall',
    enforcement: 'ruleset',
    actions: { allowed: ['azure/login@*'], token: 'read', pullRequests: true },
    organizationRuleset: {
      name: 'apiops',
      repositories: ['*-apis'],
      requiredWorkflow: { repository: 'apim-platform', path: '.github/workflows/required.yml', ref: 'refs/tags/v1' },
    },
  },
  identity: {
    kind: 'app-registration',
    tenantId: '11111111-2222-3333-4444-555555555555',
    prefix: 'id-acme-apis',
    subscriptionId: '11111111-2222-3333-4444-555555555555',
    resourceGroup: 'rg-apiops',
    location: 'westeurope',
    maxSecretAgeDays: 30,
  },
  rollout: false,
} satisfies Complete<ApiopsFile>;

const object = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** A schema with its `$ref` followed. */
function resolve(schema: JsonObject): JsonObject {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const name = reference.replace('#/$defs/', '');
  return { ...object(object(apiopsSchema['$defs'])[name]), ...schema };
}

/** Every property of the schema with its path. */
function propertiesOf(schema: JsonObject, path = ''): [string, JsonObject][] {
  const resolved = resolve(schema);
  const below = Object.entries(object(resolved['properties'])).flatMap(([key, property]) => {
    const propertyPath = path === '' ? key : `${path}.${key}`;
    return [
      [propertyPath, resolve(object(property))] as [string, JsonObject],
      ...propertiesOf(object(property), propertyPath),
    ];
  });
  const items = resolved['items'];
  return items === undefined ? below : [...below, ...propertiesOf(object(items), `${path}[]`)];
}

function pathsOf(value: Json | undefined, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => pathsOf(item, `${path}[]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const memberPath = path === '' ? key : `${path}.${key}`;
    return [memberPath, ...pathsOf(member, memberPath)];
  });
}

describe('apiopsSchema', () => {
  it('accepts a file that uses every key of the type', () => {
    expect(validateApiopsFile(COMPLETE)).toEqual({ value: COMPLETE });
  });

  it('describes exactly the keys of the type', () => {
    const described = propertiesOf(apiopsSchema).map(([path]) => path);
    expect(described.sort()).toEqual(pathsOf(COMPLETE).sort());
  });

  it('allows exactly the words of the types', () => {
    const words = Object.fromEntries(propertiesOf(apiopsSchema).map(([path, property]) => [path, property['enum']]));
    expect(words['hosting']).toEqual(HOSTINGS);
    expect(words['artifacts.layout']).toEqual(ARTIFACT_LAYOUTS);
    expect(words['environments[].cloud']).toEqual(CLOUDS);
    expect(words['pipelines.form']).toEqual(PIPELINE_FORMS);
    expect(words['identity.kind']).toEqual(IDENTITY_KINDS);
  });

  it('gives every property a title, a description and, where it is one value, an example that it accepts', () => {
    for (const [path, property] of propertiesOf(apiopsSchema)) {
      expect([typeof property['title'], typeof property['description']], path).toEqual(['string', 'string']);
      const isOneValue = property['type'] !== 'object' && property['type'] !== 'array';
      expect(Array.isArray(property['examples']), path).toBe(isOneValue);
    }
    const example = (path: string): unknown => {
      const examples = propertiesOf(apiopsSchema).find(([candidate]) => candidate === path)?.[1]['examples'];
      return Array.isArray(examples) ? examples[0] : undefined;
    };
    const keys = ['name', 'subscriptionId', 'resourceGroup', 'serviceName', 'cloud'];
    const file = {
      version: example('version'),
      organization: example('organization'),
      hosting: example('hosting'),
      artifacts: { folder: example('artifacts.folder'), layout: example('artifacts.layout') },
      environments: [Object.fromEntries(keys.map((key) => [key, example(`environments[].${key}`)]))],
      extractFrom: example('extractFrom'),
      pipelines: {
        form: example('pipelines.form'),
        platform: { repository: example('pipelines.platform.repository'), ref: example('pipelines.platform.ref') },
        branch: example('pipelines.branch'),
        schedules: { extract: example('pipelines.schedules.extract'), drift: example('pipelines.schedules.drift') },
        shardAbove: example('pipelines.shardAbove'),
        secrets: [],
      },
    };
    expect(validateApiopsFile(file)).toEqual({ value: file });
  });

  it('refuses unknown keys in every mapping', () => {
    const mappings = [apiopsSchema, ...Object.values(object(apiopsSchema['$defs'])).map(object)];
    for (const mapping of mappings) expect(mapping['additionalProperties'], String(mapping['title'])).toBe(false);
  });

  it('says in words what every pattern means', () => {
    const patterns = propertiesOf(apiopsSchema).filter(([, property]) => property['pattern'] !== undefined);
    expect(patterns.length).toBeGreaterThan(0);
    for (const [path, property] of patterns) expect(typeof property['patternErrorMessage'], path).toBe('string');
  });

  it('leaves the value that it checks as it is', () => {
    const file = {
      version: 1,
      organization: 'acme',
      hosting: 'github',
      environments: [{ name: 'a', serviceName: 'b' }],
    };
    validateApiopsFile(file);
    expect(file).toEqual({
      version: 1,
      organization: 'acme',
      hosting: 'github',
      environments: [{ name: 'a', serviceName: 'b' }],
    });
  });

  it('is the file that the package ships and exports', () => {
    const manifest = object(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));
    const path = String(object(manifest['exports'])['./schema/apiops.schema.json']);
    expect(JSON.parse(readFileSync(new URL(path, new URL('../', import.meta.url)), 'utf8'))).toEqual(apiopsSchema);
    expect(manifest['files']).toContain(path.split('/')[1]);
  });
});

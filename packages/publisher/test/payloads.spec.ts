import { readFileSync } from 'node:fs';
import { folderSource, readArtifacts, RESOURCE_KINDS, type State } from '@nx-apiops/apim';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { sampleState } from '../../../test-support/sample-resources.js';
import { NO_SHARED_DATA, sharedData } from '../../../test-support/shared-data.js';
import { planPublish } from '../src/plan-publish.js';

const SERVICE = { subscriptionId: '00000000-0000-0000-0000-000000000000', resourceGroup: 'rg', serviceName: 'apim' };
const schemaFile = sharedData('Microsoft.ApiManagement.2024-05-01.schema.json');
const sample = sharedData('toolkit-sample-artifacts');

interface ArmSchema {
  readonly resourceDefinitions: Readonly<Record<string, { readonly properties: { readonly properties: object } }>>;
  readonly definitions: object;
}

/** The official schema of a type's `properties`, with expressions of templates taken out of the alternatives. */
function validators(file: string): (path: string, properties: unknown) => string | undefined {
  const { resourceDefinitions, definitions } = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
    key === 'oneOf' && Array.isArray(value)
      ? value.filter((one) => !JSON.stringify(one).includes('/expression'))
      : value,
  ) as ArmSchema;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'arm', definitions });
  return (path, properties) => {
    const segments = path.split('/');
    const types =
      segments[0] === 'workspaces' && segments.length > 2 ? ['workspaces', ...odd(segments.slice(2))] : odd(segments);
    const definition = resourceDefinitions[['service', ...types].join('_')];
    if (!definition) return `no definition of ${types.join('/')}`;
    const schema = JSON.parse(JSON.stringify(definition.properties.properties).replaceAll('"#/', '"arm#/')) as object;
    const validate = ajv.compile(schema);
    return validate(properties) ? undefined : `${path}: ${ajv.errorsText(validate.errors)}`;
  };
}

function odd(segments: readonly string[]): readonly string[] {
  return segments.filter((_, index) => index % 2 === 0);
}

function problemsOf(desired: State, file: string): readonly string[] {
  const validate = validators(file);
  const { plan } = planPublish({
    desired,
    actual: new Map(),
    owned: new Set(),
    service: SERVICE,
    target: 't',
    resendSecrets: false,
  });
  return plan.actions.flatMap(({ operation }) =>
    operation.writes.flatMap(({ path, body }) =>
      body ? (validate(decodeURIComponent(path), body['properties']) ?? []) : [],
    ),
  );
}

describe('the payloads of a publish', () => {
  it('cover every kind of resource', () => {
    const kinds = new Set([...sampleState().values()].map(({ id }) => id.kind));
    expect(RESOURCE_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it.skipIf(!schemaFile)(`fit the official schema for every kind ${schemaFile ? '' : NO_SHARED_DATA}`, () => {
    expect(problemsOf(sampleState(), schemaFile ?? '')).toEqual([]);
  });

  it.skipIf(!schemaFile || !sample)(
    `fit the official schema for a real repository ${sample ? '' : NO_SHARED_DATA}`,
    async () => {
      const { state } = await readArtifacts(folderSource(sample ?? ''));
      expect(problemsOf(state, schemaFile ?? '')).toEqual([]);
    },
  );
});
